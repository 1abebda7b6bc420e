using System.Text;

namespace TapeDeck.TestKit;

/// <summary>kcat, the other Kafka client.</summary>
public static class Kcat
{
    private const char Between = '\u0001';

    /// <summary>Produces a message for each value.</summary>
    public static async Task ProduceAsync(MockKafka kafka, string topic, int partition, params IEnumerable<byte[]> values)
    {
        using var folder = new TempFolder();
        var file = folder.File("messages");
        await using (var messages = File.Create(file))
        {
            foreach (var value in values)
            {
                messages.Write(value);
                messages.WriteByte((byte)Between);
            }
        }

        var (exitCode, _, error) = await ToolProcess.RunAsync("kcat", "-P", "-b", kafka.List, "-t", topic, "-p", $"{partition}", "-D", "\\x01", "-l", file);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"kcat failed: {error}");
        }
    }

    /// <summary>Everything a topic holds: partition, key and value of each message.</summary>
    public static async Task<IReadOnlyList<(int Partition, string Key, byte[] Value)>> ConsumeAsync(MockKafka kafka, string topic)
    {
        await using var kcat = ToolProcess.Start("kcat", "-C", "-e", "-q", "-b", kafka.List, "-t", topic, "-o", "beginning", "-f", "%p %k %S\\n%s");
        if (await kcat.WaitForExitAsync() != 0)
        {
            throw new InvalidOperationException($"kcat failed: {kcat.Error}");
        }

        var messages = new List<(int, string, byte[])>();
        for (var rest = kcat.Output.AsSpan(); !rest.IsEmpty;)
        {
            var line = rest[..rest.IndexOf((byte)'\n')];
            var parts = Encoding.ASCII.GetString(line).Split(' ');
            var value = rest.Slice(line.Length + 1, int.Parse(parts[2])).ToArray();
            messages.Add((int.Parse(parts[0]), parts[1], value));
            rest = rest[(line.Length + 1 + value.Length)..];
        }

        return messages;
    }
}
