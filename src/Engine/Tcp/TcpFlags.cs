namespace TapeDeck.Engine.Tcp;

/// <summary>The control bits that matter to reassembly (RFC 9293 §3.1).</summary>
[Flags]
internal enum TcpFlags : byte
{
    None = 0,
    Fin = 0x01,
    Syn = 0x02,
    Rst = 0x04,
    Ack = 0x10,
}
