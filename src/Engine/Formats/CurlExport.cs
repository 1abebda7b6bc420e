using System.Buffers;
using System.Globalization;
using System.Text;

namespace TapeDeck.Engine.Formats;

/// <summary>A script for bash that sends the requests again with curl, one after the other.</summary>
public sealed class CurlExport : IExchangeExport
{
    private long _withoutRequest;

    /// <inheritdoc/>
    public bool NeedsMessages => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> target) => Write(target, "#!/usr/bin/env bash\n# Recorded requests, in order of time. Written by TapeDeck.\n");

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> target, RecordedExchange exchange)
    {
        if (exchange.Request is not { } request)
        {
            _withoutRequest++;
            return;
        }

        Write(target, $"\n# {exchange.Summary.Number} at {ExportTime.Of(request.Timestamp)}\n{CurlCommand.Of(request, int.MaxValue)}\n");
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> target)
    {
        if (_withoutRequest > 0)
        {
            Write(target, $"\n# Left out: {_withoutRequest} responses whose request was not recorded.\n");
        }
    }

    private static void Write(IBufferWriter<byte> target, FormattableString text) => Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture), target);

    private static void Write(IBufferWriter<byte> target, string text) => Encoding.UTF8.GetBytes(text, target);
}
