using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace TapeDeck.Engine.Capture;

/// <summary>The memory that the kernel writes a packet socket's frames to, block by block (packet(7), PACKET_RX_RING with TPACKET_V3).</summary>
internal sealed unsafe partial class PacketRing : IDisposable
{
    private const int PacketLevel = 263;
    private const int ReceiveRing = 5;
    private const int Version = 10;
    private const int Reserve = 12;
    private const int Version3 = 2;
    private const int BlockBytes = 1 << 20;
    private const int FrameBytes = 1 << 14;
    private const int ReadWrite = 3;
    private const int Shared = 1;
    private const uint OwnedByUs = 1;
    private const uint HasVlanTag = 1 << 4;
    private const uint HasVlanProtocol = 1 << 6;
    private const int TagLength = 4;
    private const int AddressesLength = 12;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly byte* _memory;
    private readonly int _blocks;
    private int _block;
    private uint _left;
    private byte* _frame;
    private bool _isInside;

    private PacketRing(byte* memory, int blocks)
    {
        _memory = memory;
        _blocks = blocks;
    }

    /// <summary>Gives a packet socket a ring of about <paramref name="bytes"/>; blocks are handed over when full or after <paramref name="retire"/>.</summary>
    /// <exception cref="Win32Exception">The kernel refuses.</exception>
    public static PacketRing Create(int socket, long bytes, TimeSpan retire)
    {
        var blocks = (int)Math.Clamp(bytes / BlockBytes, 4, 2048);
        int version = Version3, room = TagLength;
        var request = new Request
        {
            BlockSize = BlockBytes,
            Blocks = (uint)blocks,
            FrameSize = FrameBytes,
            Frames = (uint)(blocks * (BlockBytes / FrameBytes)),
            RetireMilliseconds = (uint)Math.Max(1, retire.TotalMilliseconds),
        };
        Require(SetOption(socket, PacketLevel, Version, &version, sizeof(int)));
        Require(SetOption(socket, PacketLevel, Reserve, &room, sizeof(int)));
        Require(SetOption(socket, PacketLevel, ReceiveRing, &request, sizeof(Request)));
        var memory = Map(null, (nuint)blocks * BlockBytes, ReadWrite, Shared, socket, 0);
        if (memory == (void*)-1)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        return new PacketRing((byte*)memory, blocks);
    }

    /// <summary>The next frame where the kernel put it, valid until the next call; false when there is none.</summary>
    public bool TryRead(out ReadOnlySpan<byte> frame, out long timestamp)
    {
        if (!TryMove())
        {
            frame = default;
            timestamp = 0;
            return false;
        }

        ref readonly var header = ref *(Frame*)_frame;
        timestamp = (header.Seconds * NanosecondsPerSecond) + header.Nanoseconds;
        frame = (header.Status & HasVlanTag) != 0 ? WithTag(header) : new ReadOnlySpan<byte>(_frame + header.LinkAt, (int)header.Captured);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Unmap(_memory, (nuint)_blocks * BlockBytes);

    /// <summary>Goes to the next frame, and on to the next block when this one is through.</summary>
    private bool TryMove()
    {
        var block = (Block*)(_memory + ((long)_block * BlockBytes));
        if (_isInside && _left > 0)
        {
            _frame += ((Frame*)_frame)->NextAt;
            _left--;
            return true;
        }

        if (_isInside)
        {
            Volatile.Write(ref block->Status, 0); // the kernel may write to it again
            _isInside = false;
            _block = (_block + 1) % _blocks;
            block = (Block*)(_memory + ((long)_block * BlockBytes));
        }

        if ((Volatile.Read(ref block->Status) & OwnedByUs) == 0)
        {
            return false;
        }

        if (block->Frames == 0)
        {
            _isInside = true;
            _left = 0;
            return TryMove();
        }

        _isInside = true;
        _left = block->Frames - 1;
        _frame = (byte*)block + block->FirstAt;
        return true;
    }

    /// <summary>The kernel takes the outer VLAN tag off; it is put back where it was, into the room reserved in front.</summary>
    private ReadOnlySpan<byte> WithTag(in Frame header)
    {
        var link = new Span<byte>(_frame + header.LinkAt - TagLength, (int)header.Captured + TagLength);
        link.Slice(TagLength, AddressesLength).CopyTo(link);
        var protocol = (header.Status & HasVlanProtocol) != 0 ? header.VlanProtocol : (ushort)0x8100;
        BinaryPrimitives.WriteUInt16BigEndian(link[AddressesLength..], protocol);
        BinaryPrimitives.WriteUInt16BigEndian(link[(AddressesLength + 2)..], (ushort)header.VlanTag);
        return link;
    }

    private static void Require(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int socket, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    /// <summary><c>tpacket_req3</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Request
    {
        public uint BlockSize;
        public uint Blocks;
        public uint FrameSize;
        public uint Frames;
        public uint RetireMilliseconds;
        public uint PrivateBytes;
        public uint Features;
    }

    /// <summary><c>tpacket_block_desc</c> with the header of version 1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Block
    {
        public uint HeaderVersion;
        public uint PrivateAt;
        public uint Status;
        public uint Frames;
        public uint FirstAt;
        public uint Length;
        public ulong Number;
    }

    /// <summary><c>tpacket3_hdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Frame
    {
        public uint NextAt;
        public uint Seconds;
        public uint Nanoseconds;
        public uint Captured;
        public uint Length;
        public uint Status;
        public ushort LinkAt;
        public ushort NetworkAt;
        public uint Hash;
        public uint VlanTag;
        public ushort VlanProtocol;
    }
}
