using System.Buffers;
using TapeDeck.Engine.Gor;

namespace TapeDeck.Engine.Pipeline.Middleware;

/// <summary>Writes records as a middleware reads them: header line and payload in lower-case hexadecimal digits, one line each (spec §10).</summary>
internal sealed class HexLineWriter(Stream stream)
{
    private const int FlushBytes = 64 << 10;
    private const int PieceBytes = 32 << 10;

    private readonly ArrayBufferWriter<byte> _digits = new(FlushBytes);
    private byte[] _line = [];

    /// <summary>Writes a record, perhaps in part; <see cref="FlushAsync"/> brings it all on its way. Takes no more memory for a long one.</summary>
    public async ValueTask WriteAsync(Record record, CancellationToken cancellationToken)
    {
        Append(HeaderLine(record));
        for (var rest = record.Payload; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
        {
            Append(rest.Span[..Math.Min(PieceBytes, rest.Length)]);
            if (_digits.WrittenCount >= FlushBytes)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        _digits.Write("\n"u8);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_digits.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _digits.ResetWrittenCount();
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private ReadOnlySpan<byte> HeaderLine(Record record)
    {
        var most = record.Id.Span.Length + GorHeaderLine.MaxBytesBesideId;
        _line = _line.Length < most ? new byte[most] : _line;
        return _line.AsSpan(0, GorHeaderLine.Format(record, _line));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, _digits.GetSpan(2 * bytes.Length), out var digits);
        _digits.Advance(digits);
    }
}
