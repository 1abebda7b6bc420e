namespace TapeDeck.Engine.Formats;

/// <summary>What files of recorded traffic hold.</summary>
public enum FileFormat
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Records as GoReplay and TapeDeck write them.</summary>
    Gor,

    /// <summary>Packets: pcap or pcapng.</summary>
    Packets,

    /// <summary>An HTTP archive (HAR 1.2), as browsers and proxies export it.</summary>
    Har,

    /// <summary>Lines of a web server's access log: common, combined, or combined with the virtual host in front.</summary>
    AccessLog,
}
