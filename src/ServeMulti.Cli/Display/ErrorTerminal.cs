using System.Text;
using Spectre.Console;

namespace ServeMulti.Cli.Display;

/// <summary>Standard error as a terminal.</summary>
internal sealed class ErrorTerminal : IAnsiConsoleOutput
{
    private readonly AnsiConsoleOutput _console = new(Console.Error);

    public ErrorTerminal(TextWriter writer) => Writer = writer;

    public TextWriter Writer { get; }

    public bool IsTerminal => _console.IsTerminal;

    public int Width => _console.Width;

    public int Height => _console.Height;

    public void SetEncoding(Encoding encoding) => _console.SetEncoding(encoding);
}
