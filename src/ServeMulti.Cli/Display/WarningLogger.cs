using Microsoft.Extensions.Logging;

namespace ServeMulti.Cli.Display;

/// <summary>Forwards log messages of level warning and above.</summary>
internal sealed class WarningLogger<T> : ILogger<T>
{
    private readonly Action<EventId, string> _warned;

    public WarningLogger(Action<string> warned)
        : this((_, warning) => warned(warning)) { }

    public WarningLogger(Action<EventId, string> warned) => _warned = warned;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            _warned(eventId, formatter(state, exception));
        }
    }
}
