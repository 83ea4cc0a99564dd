using System.CommandLine;
using System.Text;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Comparing;
using ServeMulti.Files;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Cli.Comparing;

/// <summary>The options that say how a comparison is written, and where.</summary>
internal sealed class ComparisonOutput
{
    private const string Signature = "Written by ServeMulti.";
    private static readonly string[] Formats = ["text", "md", "json", "html"];

    private readonly Option<string?> _format = new("--format")
    {
        Description =
            "text: lines for a terminal, the worst first. md: a table for a pull request. json: every change, for programs. html: a page with a forest plot of all intervals. [default: as FILE ends, else text]",
        HelpName = "FORMAT",
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "The file to write; - is standard output. [default: standard output]",
        HelpName = "FILE",
    };

    private readonly Option<bool> _overwrite = OverwriteOption.Create();

    public IEnumerable<Option> All => [_format, _output, _overwrite];

    /// <summary>Checks the options before anything is read.</summary>
    /// <exception cref="InvalidInputException">The format is unknown, or the name of the file empty.</exception>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_output) is "")
        {
            throw new InvalidInputException("--output takes the name of a file, not an empty text.");
        }

        if (parsed.GetValue(_format) is { } format && !Formats.Contains(format))
        {
            throw new InvalidInputException(
                $"--format '{ShortText.Cut(ShortText.Printable(format), 60)}' is not known; use text, md, json or html.{NearestName.Suggest(format, Formats)}"
            );
        }
    }

    /// <summary>Writes a comparison.</summary>
    /// <exception cref="InvalidInputException">The file must not be written; what is there is as it was.</exception>
    /// <exception cref="ServeMultiException">It cannot be written.</exception>
    public void Write(ParseResult parsed, ExperimentComparison comparison, string baseline, string current)
    {
        var output = parsed.GetValue(_output) ?? "-";
        var format = parsed.GetValue(_format) ?? FormatOf(output);
        if (StandardOutput.IsMeantBy(output))
        {
            StandardOutput.Write(Encoding.UTF8.GetBytes(Spell(comparison, format, baseline, current)));
            return;
        }

        var path = Path.GetFullPath(output);
        var text = Spell(comparison, format, baseline, current) + (format == "text" ? $"{Signature}\n" : "");
        Save(path, format, Encoding.UTF8.GetBytes(text), parsed.GetValue(_overwrite));
        StandardStreams.OutputIsKept = true;
        Console.WriteLine(path);
    }

    /// <summary>Returns a comparison in a format.</summary>
    public static string Spell(ExperimentComparison comparison, string format, string baseline, string current) =>
        format switch
        {
            "json" => comparison.ToJson(),
            "md" => ComparisonReport.ToMarkdown(comparison, baseline, current),
            "html" => ComparisonReport.ToHtml(comparison, baseline, current),
            _ => string.Concat(
                comparison
                    .Describe()
                    .ReplaceLineEndings("\n")
                    .Split('\n')
                    .Select(line => $"{ShortText.Printable(line)}{Environment.NewLine}")
            ),
        };

    /// <summary>Writes a file that holds a comparison.</summary>
    public static void Save(string path, string format, byte[] content, bool overwrite)
    {
        var mark = MarkOf(format);
        try
        {
            OutputFile.At(path, stream => FileMark.IsIn(stream, mark), overwrite).Write(stream => stream.Write(content));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var message = OutputFile.Describe(path, exception);
            throw exception is OutputRefusedException
                ? new InvalidInputException(message, exception)
                : new ServeMultiException(message, exception);
        }
    }

    private static byte[] MarkOf(string format) =>
        Encoding.UTF8.GetBytes(
            format switch
            {
                "json" => "\"kind\": \"serve-multi comparison\"",
                "html" => "ServeMulti comparison</title>",
                _ => Signature,
            }
        );

    private static string FormatOf(string file) =>
        Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".md" => "md",
            ".json" => "json",
            ".html" or ".htm" => "html",
            _ => "text",
        };
}
