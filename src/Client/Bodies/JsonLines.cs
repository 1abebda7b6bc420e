using System.Text;
using System.Text.Json;

namespace TapeDeck.Client.Bodies;

/// <summary>
/// Lays JSON out in lines straight from its tokens. No value is converted: integers of any size, the order of keys, and keys that
/// occur twice are shown as sent. JSON that ends too soon or is damaged is shown as far as it goes.
/// </summary>
public sealed class JsonLines
{
    private const int DeepestNesting = 1000;

    private readonly List<JsonLine> _lines = [];
    private readonly Stack<(int Line, int Members)> _open = new();
    private readonly int _maxLines;
    private List<(JsonPiece, string)> _pieces = [];
    private string _comma = "";

    private JsonLines(int maxLines) => _maxLines = maxLines;

    public IReadOnlyList<JsonLine> Lines => _lines;

    /// <summary>What is wrong with the JSON, and where; null when nothing is.</summary>
    public string? Damage { get; private set; }

    /// <summary>Whether there is more than the lines asked for.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads until the end, the first damage, or <paramref name="maxLines"/>.</summary>
    /// <param name="isWhole">False when the bytes are only the beginning of the body.</param>
    public static JsonLines Read(ReadOnlySpan<byte> json, bool isWhole, int maxLines)
    {
        var lines = new JsonLines(maxLines);
        var bom = json.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        var options = new JsonReaderOptions { MaxDepth = DeepestNesting, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowMultipleValues = true };
        var reader = new Utf8JsonReader(json[bom..], isWhole, new JsonReaderState(options));
        try
        {
            while (!lines.IsCut && reader.Read())
            {
                lines.Take(ref reader);
            }

            lines.IsCut |= !isWhole;
        }
        catch (JsonException damage)
        {
            lines.Damage = $"Not valid JSON at line {damage.LineNumber + 1}, byte {damage.BytePositionInLine + 1}.";
        }

        lines.EndLine();
        return lines;
    }

    private static string Raw(ref Utf8JsonReader reader)
    {
        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        return reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? $"\"{text}\"" : text;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                StartMember();
                Add(JsonPiece.Key, Raw(ref reader));
                Add(JsonPiece.Punctuation, ": ");
                break;
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                StartValue();
                Add(JsonPiece.Punctuation, reader.TokenType == JsonTokenType.StartObject ? "{" : "[");
                _open.Push((_lines.Count, 0));
                EndLine(depth: _open.Count - 1);
                _comma = "";
                break;
            case JsonTokenType.EndObject:
            case JsonTokenType.EndArray:
                Close(reader.TokenType == JsonTokenType.EndObject ? "}" : "]");
                break;
            default:
                StartValue();
                Add(KindOf(reader.TokenType), Raw(ref reader));
                _comma = ",";
                break;
        }

        IsCut = _lines.Count >= _maxLines;
    }

    private static JsonPiece KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.String => JsonPiece.Text,
        JsonTokenType.Number => JsonPiece.Number,
        _ => JsonPiece.Literal,
    };

    /// <summary>A value after its key stands in the key's line; one in an array begins its own.</summary>
    private void StartValue()
    {
        if (_pieces is [.., (JsonPiece.Punctuation, ": ")])
        {
            return;
        }

        StartMember();
    }

    private void StartMember()
    {
        if (_pieces.Count > 0)
        {
            if (_open.Count > 0)
            {
                Add(JsonPiece.Punctuation, _comma);
            }

            EndLine();
        }

        if (_open.TryPop(out var container))
        {
            _open.Push((container.Line, container.Members + 1));
        }
    }

    private void Close(string bracket)
    {
        EndLine();
        var (line, members) = _open.Pop();
        Add(JsonPiece.Punctuation, bracket);
        if (members == 0 && line == _lines.Count - 1)
        {
            _pieces = [.. _lines[line].Pieces, .. _pieces]; // an empty one stays in one line
            _lines.RemoveAt(line);
        }
        else
        {
            _lines[line] = _lines[line] with { Closes = _lines.Count, Members = members };
        }

        _comma = ",";
    }

    private void Add(JsonPiece kind, string text)
    {
        if (text.Length > 0)
        {
            _pieces.Add((kind, text));
        }
    }

    private void EndLine(int depth = -1)
    {
        if (_pieces.Count > 0)
        {
            _lines.Add(new JsonLine(depth < 0 ? _open.Count : depth, _pieces));
            _pieces = [];
        }
    }
}
