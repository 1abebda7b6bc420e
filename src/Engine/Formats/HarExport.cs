using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TapeDeck.Engine.Formats;

/// <summary>An HTTP archive (HAR 1.2). Bodies are decoded, as browsers export them; exchanges without a request have no place in it and are counted in its comment.</summary>
public sealed class HarExport : IExchangeExport
{
    private bool _hasEntries;
    private long _withoutRequest;

    /// <inheritdoc/>
    public bool NeedsMessages => true;

    /// <inheritdoc/>
    public void Begin(IBufferWriter<byte> target)
    {
        var version = typeof(HarExport).Assembly.GetName().Version?.ToString(3) ?? "0";
        Encoding.UTF8.GetBytes($$"""{"log":{"version":"1.2","creator":{"name":"TapeDeck","version":"{{version}}"},"pages":[],"entries":[""", target);
    }

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> target, RecordedExchange exchange)
    {
        if (exchange.Request is not { } request)
        {
            _withoutRequest++;
            return;
        }

        target.Write(_hasEntries ? ",\n"u8 : "\n"u8);
        _hasEntries = true;
        using var json = new Utf8JsonWriter(target, ExportJson.Options);
        json.WriteStartObject();
        json.WriteString("startedDateTime", ExportTime.Of(request.Timestamp));
        WriteTimes(json, exchange);
        json.WriteString("connection", request.Id.Session.ToString());
        HarRequestJson.Write(json, request);
        HarResponseJson.Write(json, exchange.Response);
        json.WriteStartObject("cache");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void End(IBufferWriter<byte> target)
    {
        target.Write("\n]"u8);
        if (_withoutRequest > 0)
        {
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"comment\":\"Left out: {_withoutRequest} responses whose request was not recorded.\""), target);
        }

        target.Write("}}\n"u8);
    }

    /// <summary>Wait is the time from the request's first packet to the response's first, as far as it was not spent on sending.</summary>
    private static void WriteTimes(Utf8JsonWriter json, RecordedExchange exchange)
    {
        var first = Math.Max(0, exchange.Summary.Latency);
        var send = Math.Clamp(exchange.Request!.Latency, 0, first);
        var receive = Math.Max(0, exchange.Response?.Latency ?? 0);
        json.WriteNumber("time", (first + receive) / 1e6);
        json.WriteStartObject("timings");
        json.WriteNumber("send", send / 1e6);
        json.WriteNumber("wait", (first - send) / 1e6);
        json.WriteNumber("receive", receive / 1e6);
        json.WriteEndObject();
    }
}
