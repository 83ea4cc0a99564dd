using Microsoft.Extensions.Logging;

namespace ServeMulti.Cli.Running;

/// <summary>Tells the warnings of the library, and nothing less.</summary>
internal sealed class WarningLogger<T> : ILogger<T>
{
    private readonly Action<string> _warned;

    public WarningLogger(Action<string> warned) => _warned = warned;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _warned(formatter(state, exception));
        }
    }
}
