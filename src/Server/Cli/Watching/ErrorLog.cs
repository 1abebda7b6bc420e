using TapeDeck.Engine.Plans;

namespace TapeDeck.Server.Cli.Watching;

/// <summary>Logs to standard error: warnings and errors plainly, what <c>--verbose</c> adds in GoReplay's form (spec §11.3).</summary>
internal sealed class ErrorLog(TextWriter error, TimeProvider time) : ILoggerProvider
{
    private readonly long _start = time.GetTimestamp();

    public static ILoggerFactory Create(TextWriter error, int verbosity, TimeProvider time) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(verbosity switch { 0 => LogLevel.Warning, 1 => LogLevel.Information, 2 => LogLevel.Debug, _ => LogLevel.Trace })
        .AddProvider(new ErrorLog(error, time)));

    public ILogger CreateLogger(string categoryName) => new Writer(this);

    public void Dispose()
    {
    }

    /// <summary>The time since the start as GoReplay puts it in front of a line.</summary>
    public static string Prefix(TimeSpan elapsed) => $"[DEBUG][elapsed {DurationText.Format(TimeSpan.FromMilliseconds(Math.Round(elapsed.TotalMilliseconds)))}]: ";

    private sealed class Writer(ErrorLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception) + (exception is null ? "" : $": {exception.Message}");
            log.Write(logLevel, text);
        }
    }

    private void Write(LogLevel level, string text) =>
        error.WriteLine(level >= LogLevel.Warning ? $"tapedeck: {text}" : Prefix(time.GetElapsedTime(_start)) + text);
}
