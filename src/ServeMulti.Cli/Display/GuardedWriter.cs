using System.Text;

namespace ServeMulti.Cli.Display;

/// <summary>Writes to a standard stream. An error is kept instead of thrown: a closed terminal, or a log on a full disk, must neither end a
/// sweep nor prevent its orderly end.</summary>
internal sealed class GuardedWriter : TextWriter
{
    private readonly TextWriter? _inner;
    private readonly Func<string, string> _prepare;

    /// <param name="inner">The stream; null if it is closed.</param>
    /// <param name="prepare">Changes each text before it is written; optional.</param>
    public GuardedWriter(TextWriter? inner, Func<string, string>? prepare = null)
    {
        _inner = inner;
        _prepare = prepare ?? (text => text);
    }

    /// <summary>Gets why the first text that was lost was not written; null if none was lost.</summary>
    public string? Fault { get; private set; }

    public override Encoding Encoding => _inner?.Encoding ?? Encoding.UTF8;

    /// <summary>Changes text as it is changed before it is written.</summary>
    public string Prepare(string text) => _prepare(text);

    /// <summary>Writes text that was prepared before.</summary>
    public void WritePrepared(StringBuilder text) => Try(inner => inner.Write(text));

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Try(inner => inner.Write(_prepare(value)));
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    // In one write, so that lines of several threads do not mix.
    public override void WriteLine(string? value) => Try(inner => inner.Write(_prepare(value ?? "") + NewLine));

    public override void Flush()
    {
        if (_inner is not null)
        {
            Try(inner => inner.Flush());
        }
    }

    private void Try(Action<TextWriter> write)
    {
        if (_inner is null)
        {
            Fault ??= "it is closed";
            return;
        }

        try
        {
            write(_inner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Fault ??= exception.Message;
        }
    }
}
