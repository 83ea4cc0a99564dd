using System.Text;

namespace ServeMulti.Cli.Display;

/// <summary>Writes for as long as anybody reads: a terminal that is gone, or a log on a full disk, must not end a sweep, and least of all its orderly end.</summary>
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
            // Nobody is left to be told.
        }
    }
}
