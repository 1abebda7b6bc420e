using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace TapeDeck.Benchmarks.Library;

/// <summary>Writes a recording as a shop's front end would see it, always the same: many hosts, ids in paths, all statuses, latencies with a long tail.</summary>
internal sealed class LibraryRecording
{
    public const long FirstTimestamp = 1_750_000_000_000_000_000;
    private const int Hosts = 40;
    private const int Words = 5_000;
    private const int BlockBytes = 1 << 20;
    private const int MostRecordBytes = 2 << 10;
    private const long Nanoseconds = 360_000; // between two requests on average: 2,778/s

    private readonly Random _random = new(20_260_101);
    private readonly Route[] _wheel = [.. Route.All.SelectMany(route => Enumerable.Repeat(route, route.Weight))];
    private readonly string[] _words = [.. Enumerable.Range(0, Words).Select(n => string.Create(CultureInfo.InvariantCulture, $"{s_adjectives[n % s_adjectives.Length]}-{s_nouns[n / 7 % s_nouns.Length]}-{n:x}"))];
    private readonly PriorityQueue<(UInt128 Id, int Status, string Type, int Bytes), long> _answers = new();
    private readonly byte[] _block = new byte[BlockBytes];
    private readonly Stream _target;
    private int _length;

    private static readonly string[] s_adjectives = ["red", "small", "classic", "organic", "leather", "winter", "light", "solid"];
    private static readonly string[] s_nouns = ["shoes", "chair", "lamp", "coat", "bottle", "desk", "tent", "bag", "clock"];
    private static readonly string s_filler = string.Concat(Enumerable.Repeat("\"value\",", 64));

    private LibraryRecording(Stream target) => _target = target;

    /// <summary>Writes so many exchanges.</summary>
    public static void Write(Stream target, long exchanges)
    {
        var recording = new LibraryRecording(target);
        var time = FirstTimestamp;
        for (var i = 0L; i < exchanges; i++)
        {
            time += (long)(Nanoseconds * 2 * recording._random.NextDouble() * (1.5 + Math.Sin(i / 250_000.0)) / 1.5) + 1;
            recording.AnswerUntil(time);
            recording.Ask(time, i);
        }

        recording.AnswerUntil(long.MaxValue);
        recording.Flush();
    }

    private void Ask(long time, long number)
    {
        var route = _wheel[_random.Next(_wheel.Length)];
        var id = new UInt128((ulong)_random.NextInt64() >> 32, ((ulong)_random.NextInt64() << 24) ^ (ulong)number);
        var host = (int)(Hosts * Math.Pow(_random.NextDouble(), 3));
        var body = route.Method is "POST" or "PUT" or "PATCH" ? 20 + _random.Next(200) : 0;
        Put($"1 {id & MaxId:x24} {time} 0\n{route.Method} ");
        PutPath(route.Path);
        PutQuery(route);
        Put($" HTTP/1.1\r\nHost: {s_adjectives[host % 8]}{host}.shop.example\r\nUser-Agent: Mozilla/5.0 bench\r\nAccept: */*\r\n");
        if (body > 0)
        {
            Put($"Content-Type: application/json\r\nContent-Length: {body}\r\n\r\n{s_filler.AsSpan(0, body)}\n🐵🙈🙉\n");
        }
        else
        {
            Put($"\r\n\n🐵🙈🙉\n");
        }

        var status = StatusOf(route);
        if (status > 0)
        {
            var tail = Math.Exp(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()) * 0.7);
            var type = status >= 400 ? "application/problem+json" : route.Type;
            _answers.Enqueue((id & MaxId, status, type, status == 204 || route.Method == "HEAD" ? 0 : _random.Next(20, 260)), time + (long)(route.Latency * tail * 1e6));
        }

        FlushIfFull();
    }

    private static UInt128 MaxId => (UInt128.One << 96) - 1;

    private int StatusOf(Route route) => _random.Next(1_000) switch
    {
        < 2 => 0,
        < 8 => 500,
        < 14 => 503,
        < 16 => 429,
        < 50 => 404,
        < 62 => 401,
        < 110 when route.Method == "GET" => 304,
        < 118 => 302,
        _ => route.Method switch { "POST" => 201, "DELETE" => 204, _ => 200 },
    };

    private void PutPath(string path)
    {
        foreach (var symbol in path)
        {
            switch (symbol)
            {
                case '#':
                    Put($"{_random.Next(1, 900_000)}");
                    break;
                case '@':
                    Put($"{(uint)_random.Next():x8}-{_random.Next(65536):x4}-4{_random.Next(4096):x3}-a{_random.Next(4096):x3}-{_random.NextInt64(1L << 48):x12}");
                    break;
                case '%':
                    Put($"{_random.NextInt64(1L << 48):x12}{_random.NextInt64(1L << 48):x12}");
                    break;
                case '~':
                    Put($"{_words[(int)(Words * Math.Pow(_random.NextDouble(), 2))]}");
                    break;
                default:
                    _block[_length++] = (byte)symbol;
                    break;
            }
        }
    }

    private void PutQuery(Route route)
    {
        if (route.Path.EndsWith("search", StringComparison.Ordinal))
        {
            Put($"?q={_words[_random.Next(Words)]}&page={_random.Next(1, 30)}");
        }
        else if (route.Method == "GET" && _random.Next(3) == 0)
        {
            Put($"?v={_random.Next(100)}");
        }
    }

    private void AnswerUntil(long time)
    {
        while (_answers.TryPeek(out var answer, out var due) && due <= time)
        {
            _answers.Dequeue();
            Put($"2 {answer.Id:x24} {due} 0\nHTTP/1.1 {answer.Status} -\r\nContent-Type: {answer.Type}; charset=utf-8\r\nContent-Length: {answer.Bytes}\r\n\r\n{s_filler.AsSpan(0, answer.Bytes)}\n🐵🙈🙉\n");
            FlushIfFull();
        }
    }

    private void Put([InterpolatedStringHandlerArgument("")] BlockText text) => _length = text.Length;

    /// <summary>Text that is formatted straight into the block.</summary>
    [InterpolatedStringHandler]
    private struct BlockText
    {
        private readonly LibraryRecording _recording;

        // The compiler passes what it knows about the text; the block is large enough for any.
        public BlockText(int literalLength, int formattedCount, LibraryRecording recording)
        {
            _ = (literalLength, formattedCount);
            _recording = recording;
            Length = recording._length;
        }

        public int Length { get; private set; }

        public void AppendLiteral(string text) => Length += Encoding.UTF8.GetBytes(text, _recording._block.AsSpan(Length));

        public void AppendFormatted(ReadOnlySpan<char> text) => Length += Encoding.UTF8.GetBytes(text, _recording._block.AsSpan(Length));

        public void AppendFormatted<T>(T value, string? format = null)
            where T : IUtf8SpanFormattable
        {
            _ = value.TryFormat(_recording._block.AsSpan(Length), out var written, format, CultureInfo.InvariantCulture);
            Length += written;
        }
    }

    private void FlushIfFull()
    {
        if (_length > BlockBytes - MostRecordBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _target.Write(_block, 0, _length);
        _length = 0;
    }
}
