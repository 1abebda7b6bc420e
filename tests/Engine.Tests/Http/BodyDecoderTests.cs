using System.IO.Compression;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Http;

namespace TapeDeck.Engine.Tests.Http;

public sealed class BodyDecoderTests
{
    private const int NoLimit = int.MaxValue;

    [Fact]
    public void Chunked_AnyBodyInAnyChunks_IsJoined() =>
        Gen.Byte.Array[1, 50].Array[0, 10].Sample(chunks =>
        {
            var decoded = ChunkedBody.Decode(Chunk(chunks));

            Assert.Equal(chunks.SelectMany(chunk => chunk), decoded.Bytes.ToArray());
            Assert.Null(decoded.Note);
        });

    [Fact]
    public void Chunked_CutAnywhere_YieldsAPrefixAndANote()
    {
        var wire = Chunk(["hello"u8.ToArray(), "0123456789abcdefXYZ"u8.ToArray()]);
        for (var length = 0; length < wire.Length - 4; length++)
        {
            var decoded = ChunkedBody.Decode(wire.AsMemory(0, length));

            Assert.StartsWith(Encoding.Latin1.GetString(decoded.Bytes.Span), "hello0123456789abcdefXYZ", StringComparison.Ordinal);
            Assert.NotNull(decoded.Note);
        }
    }

    [Fact]
    public void Chunked_NoNumber_NamesTheByte()
    {
        var decoded = ChunkedBody.Decode("3\r\nabc\r\nxx\r\n"u8.ToArray());

        Assert.Equal("abc"u8, decoded.Bytes.Span);
        Assert.Contains("byte 8 ", decoded.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("X-GZIP")]
    [InlineData("deflate")]
    [InlineData("raw-deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("identity")]
    [InlineData("gzip, br")]
    [InlineData("")]
    public void Coding_Known_IsTakenOff(string codings)
    {
        var body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a body of some length, ", 1000)));
        var decoded = ContentCoding.Decode(codings.Replace("raw-", "", StringComparison.Ordinal), Encode(codings, body), NoLimit);

        Assert.Null(decoded.Note);
        Assert.Equal(body, decoded.Bytes.ToArray());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public void Coding_CutShort_YieldsAPrefixAndANote(string coding)
    {
        var body = new byte[200_000];
        new Random(1).NextBytes(body);
        var encoded = Encode(coding, body);
        var decoded = ContentCoding.Decode(coding, encoded.AsMemory(0, encoded.Length / 2), NoLimit);

        Assert.NotNull(decoded.Note);
        Assert.True(decoded.Bytes.Length < body.Length);
        Assert.True(body.AsSpan().StartsWith(decoded.Bytes.Span));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void DecodeToDamage_CutAnywhere_YieldsAllThatIsBefore(string coding)
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919:x} ")));
        var encoded = Encode(coding, body);
        var lengths = new List<int>();
        for (var length = 1; length < encoded.Length; length++)
        {
            var decoded = ContentCoding.DecodeToDamage(coding, encoded.AsMemory(0, length), NoLimit);

            Assert.True(decoded.IsDamaged);
            Assert.Contains($"only the first {decoded.Bytes.Length} bytes could be decoded", decoded.Note, StringComparison.Ordinal);
            Assert.True(body.AsSpan().StartsWith(decoded.Bytes.Span));
            lengths.Add(decoded.Bytes.Length);
        }

        Assert.Equal(lengths.Order(), lengths);
        Assert.InRange(lengths[encoded.Length / 2], body.Length / 4, body.Length);
        Assert.InRange(lengths[^1], body.Length - 40, body.Length);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void DecodeToDamage_ChangedInside_YieldsWhatIsBeforeWhereReadingYieldsNothing(string coding)
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i * 7919:x} ")));
        var encoded = Encode(coding, body);
        var at = encoded.Length / 2;
        encoded.AsSpan(at, 200).Fill(0xFF);
        var decoded = ContentCoding.DecodeToDamage(coding, encoded, NoLimit);

        Assert.True(decoded.IsDamaged);
        Assert.InRange(decoded.Bytes.Span.CommonPrefixLength(body), body.Length / 3, body.Length);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(3_000_000)]
    public void DecodeToDamage_ZstdBlockChanged_YieldsTheBlocksBefore(int length)
    {
        var body = new byte[length];
        new Random(4).NextBytes(body);
        var encoded = Encode("zstd", body);
        var decoded = ContentCoding.DecodeToDamage("zstd", encoded.AsMemory(0, encoded.Length - 1000), NoLimit);

        Assert.True(decoded.IsDamaged);
        Assert.InRange(decoded.Bytes.Span.CommonPrefixLength(body), length - (128 << 10) - 1000, length);
        Assert.Equal(decoded.Bytes.Length, decoded.Bytes.Span.CommonPrefixLength(body));
    }

    [Fact]
    public void DecodeToDamage_ChecksumChanged_YieldsAll()
    {
        var body = "all of it"u8.ToArray();
        var encoded = Encode("gzip", body);
        encoded[^8] ^= 1;

        Assert.Equal((Convert.ToHexString(body), true), ContentCoding.DecodeToDamage("gzip", encoded, NoLimit) is var decoded ? (Convert.ToHexString(decoded.Bytes.Span), decoded.IsDamaged) : default);
    }

    [Fact]
    public void DecodeToDamage_TwoCodings_GoesThroughBoth()
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i * 7919:x} ")));
        var encoded = Encode("gzip, br", body);
        var decoded = ContentCoding.DecodeToDamage("gzip, br", encoded.AsMemory(0, encoded.Length * 2 / 3), NoLimit);

        Assert.True(decoded.IsDamaged);
        Assert.InRange(decoded.Bytes.Length, body.Length / 3, body.Length);
        Assert.True(body.AsSpan().StartsWith(decoded.Bytes.Span));
    }

    [Fact]
    public void DecodeToDamage_AnyBodyCodingAndDamage_IsAtLeastWhatDecodingGives() =>
        Gen.Select(Gen.Byte[65, 80].Array[0, 40_000], Gen.Int[0, 3].Select(i => new[] { "gzip", "deflate", "br", "zstd" }[i]), Gen.Double[0, 1], Gen.Byte, Gen.Int[1, 60_000]).Sample(
            (body, coding, place, by, most) =>
            {
                var encoded = Encode(coding, body);
                if (encoded.Length == 0)
                {
                    return;
                }

                encoded[(int)(place * (encoded.Length - 1))] ^= by;
                var (usual, thorough) = (ContentCoding.Decode(coding, encoded, most), ContentCoding.DecodeToDamage(coding, encoded, most));

                Assert.Equal(usual.Note is null, thorough.Note is null);
                Assert.True(usual.IsDamaged || !thorough.IsDamaged); // the limit may come before the damage now
                Assert.InRange(thorough.Bytes.Length, usual.Bytes.Length, most);
                Assert.True(thorough.Bytes.Span.StartsWith(usual.Bytes.Span));
            },
            iter: 300);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public void Coding_Bomb_StopsAtTheLimit(string coding)
    {
        var decoded = ContentCoding.Decode(coding, Encode(coding, new byte[50_000_000]), 100_000);

        Assert.Equal(100_000, decoded.Bytes.Length);
        Assert.Equal("Decoding stopped at 100000 bytes.", decoded.Note);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    public void Coding_Nonsense_YieldsANote(string coding)
    {
        var decoded = ContentCoding.Decode(coding, Encoding.Latin1.GetBytes("this is not compressed at all"), NoLimit);

        Assert.NotNull(decoded.Note);
    }

    [Fact]
    public void Coding_Unknown_IsNamedAndLeavesTheBytes()
    {
        var decoded = ContentCoding.Decode("compress", "abc"u8.ToArray(), NoLimit);

        Assert.Equal("abc"u8, decoded.Bytes.Span);
        Assert.Contains("'compress'", decoded.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_ChunkedGzipResponse_YieldsThePlainBody()
    {
        byte[] head = [.. "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n\r\n"u8];
        byte[] payload = [.. head, .. Chunk([.. Encode("gzip", "plain text"u8.ToArray()).Chunk(7)])];
        var view = new HttpResponseView(payload);

        Assert.Equal("plain text"u8, BodyDecoder.Decode(view.Headers, view.Body, 100).Bytes.Span);
        Assert.Equal("plain"u8, BodyDecoder.Decode(view.Headers, view.Body, 5).Bytes.Span);
    }

    [Fact]
    public void Decode_PlainBodyBeyondTheLimit_IsCutWithANote()
    {
        var view = new HttpResponseView("HTTP/1.1 200 OK\r\n\r\n0123456789"u8.ToArray());
        var decoded = BodyDecoder.Decode(view.Headers, view.Body, 4);

        Assert.Equal("0123"u8, decoded.Bytes.Span);
        Assert.NotNull(decoded.Note);
    }

    private static byte[] Chunk(byte[][] chunks)
    {
        using var wire = new MemoryStream();
        foreach (var chunk in chunks)
        {
            wire.Write(Encoding.ASCII.GetBytes($"{chunk.Length:x};ext=1\r\n"));
            wire.Write(chunk);
            wire.Write("\r\n"u8);
        }

        wire.Write("0\r\n\r\n"u8);
        return wire.ToArray();
    }

    private static byte[] Encode(string codings, byte[] body)
    {
        foreach (var coding in codings.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            using var encoded = new MemoryStream();
            using (var encoder = Encoder(coding, encoded))
            {
                encoder.Write(body);
            }

            body = encoded.ToArray();
        }

        return body;
    }

    private static Stream Encoder(string coding, Stream target) => coding switch
    {
        "gzip" or "X-GZIP" => new GZipStream(target, CompressionLevel.Fastest),
        "deflate" => new ZLibStream(target, CompressionLevel.Fastest),
        "raw-deflate" => new DeflateStream(target, CompressionLevel.Fastest),
        "br" => new BrotliStream(target, CompressionLevel.Fastest),
        "zstd" => new ZstdSharp.CompressionStream(target),
        _ => new BufferedStream(target),
    };
}
