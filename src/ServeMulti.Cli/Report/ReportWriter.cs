using ServeMulti.Cli.Display;

namespace ServeMulti.Cli.Report;

/// <summary>Writes the results at the end of a sweep so that they fit a terminal: tables to its width, sentences broken between words.
/// Anything else than a terminal gets whole lines.</summary>
/// <param name="output">Receives the text.</param>
/// <param name="width">The columns of a line; the largest number for output that is no terminal.</param>
internal sealed class ReportWriter(TextWriter output, int width = int.MaxValue)
{
    private const int Indent = 4;

    public void WriteLine(TextTable table) => output.WriteLine(table.ToString(width));

    /// <summary>Writes a sentence.</summary>
    public void WriteLine(string sentence)
    {
        foreach (var line in width == int.MaxValue ? [sentence] : CellText.Wrap(sentence, width, Indent))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Writes a line with a path, which is left whole so that it can be copied.</summary>
    public void WritePath(string line) => output.WriteLine(line);
}
