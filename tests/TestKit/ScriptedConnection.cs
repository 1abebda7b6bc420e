using System.Net.Sockets;
using System.Text;

namespace TapeDeck.TestKit;

/// <summary>What a script can do with a connection.</summary>
public sealed class ScriptedConnection(Socket socket, Stream stream, CancellationToken stopped)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private long _sent;

    public bool IsClosed { get; private set; }

    /// <summary>For scripts that go on without HTTP.</summary>
    public Stream Stream => stream;

    /// <summary>Whether the client has taken something of what was sent.</summary>
    public bool IsBeingRead => Interlocked.Read(ref _sent) is > 0 and var sent && sent > SocketQueues.Untaken(socket);

    internal Action? OnSending { get; set; }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        OnSending?.Invoke();
        OnSending = null;
        await stream.WriteAsync(bytes, stopped);
        Interlocked.Add(ref _sent, bytes.Length);
    }

    /// <summary>Ends the connection in order.</summary>
    public void Close()
    {
        IsClosed = true;
        stream.Dispose();
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset()
    {
        IsClosed = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>Never answers.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, stopped);

    internal async Task<byte[]> ReceiveAsync() => _buffer[..await stream.ReadAsync(_buffer, stopped)];
}
