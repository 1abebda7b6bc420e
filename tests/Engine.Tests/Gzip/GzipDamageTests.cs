using System.IO.Compression;
using System.Text;
using CsCheck;
using TapeDeck.Engine.Gzip;

namespace TapeDeck.Engine.Tests.Gzip;

public sealed class GzipDamageTests
{
    private static readonly byte[] s_text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(i => $"1 {i * 7919:x8} {i * i} 0\nGET /a/b?c={i * 31:x}\n")));

    [Fact]
    public void Read_CutAnywhere_GivesAllThatCanBeUnpacked()
    {
        var packed = Pack(s_text);
        var lengths = new List<int>();
        for (var length = 1; length < packed.Length; length++)
        {
            var (content, isDamaged) = ReadAll(packed[..length]);

            Assert.True(isDamaged);
            Assert.True(s_text.AsSpan().StartsWith(content));
            lengths.Add(content.Length);
        }

        Assert.Equal(lengths.Order(), lengths);
        Assert.Equal(s_text.Length, lengths[^8]); // only the checksum and the length are cut
        Assert.Equal((s_text.Length, false), ReadAll(packed) is var whole ? (whole.Content.Length, whole.IsDamaged) : default);
    }

    [Fact]
    public void Read_AnyBitChanged_IsWholeOrSaysSo()
    {
        var packed = Pack(s_text);
        for (var bit = 0; bit < packed.Length * 8; bit++)
        {
            var changed = packed.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var (content, isDamaged) = ReadAll(changed);

            Assert.True(isDamaged || content.AsSpan().SequenceEqual(s_text), $"bit {bit}: {content.Length} bytes, not whole and not damaged");
            Assert.True(bit < (packed.Length - 8) * 8 || content.AsSpan().SequenceEqual(s_text), $"bit {bit} of the checksum or length takes content with it");
        }
    }

    [Fact]
    public void Read_InPiecesOfAnySize_IsTheSame() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte[1, 255], Gen.Int[1, 3000]).Sample((place, flip, size) =>
        {
            var packed = Pack(s_text);
            packed[packed.Length * place / 201] ^= flip;
            var (one, other) = (ReadAll(packed), ReadAll(packed, size));

            Assert.Equal((Convert.ToHexString(one.Content), one.IsDamaged), (Convert.ToHexString(other.Content), other.IsDamaged));
        });

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Read_SecondMember_IsReadUnlessItsHeadIsDamaged(int flip, bool isDamaged)
    {
        byte[] packed = [.. Pack(s_text), .. Pack("more"u8.ToArray())];
        packed[Pack(s_text).Length] ^= (byte)flip;

        Assert.Equal((s_text.Length + (isDamaged ? 0 : 4), isDamaged), ReadAll(packed) is var read ? (read.Content.Length, read.IsDamaged) : default);
    }

    private static (byte[] Content, bool IsDamaged) ReadAll(byte[] packed, int size = 1 << 20)
    {
        using var content = new GzipContent(new MemoryStream(packed));
        using var read = new MemoryStream();
        content.CopyTo(read, size);
        return (read.ToArray(), content.IsDamaged);
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
