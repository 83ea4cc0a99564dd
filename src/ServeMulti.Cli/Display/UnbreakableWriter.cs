using System.Text;

namespace ServeMulti.Cli.Display;

/// <summary>Ignores write errors: a closed terminal, or a log on a full disk, must neither end a sweep nor prevent its orderly
/// end.</summary>
internal sealed class UnbreakableWriter : TextWriter
{
    private readonly TextWriter _inner;

    public UnbreakableWriter(TextWriter inner) => _inner = inner;

    public override Encoding Encoding => _inner.Encoding;

    public override void Write(char value) => Try(() => _inner.Write(value));

    public override void Write(string? value) => Try(() => _inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => _inner.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(() => _inner.WriteLine(value));

    public override void Flush() => Try(_inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // The output is closed or full, so there is no place to report this error.
        }
    }
}
