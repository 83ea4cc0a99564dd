using System.CommandLine.Parsing;
using System.Globalization;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Cli.Plotting;

/// <summary>Parsers of the values of the plotting options. An error names the option.</summary>
internal static class PlotParsers
{
    public static IReadOnlyList<string> Keys(ArgumentResult result) =>
        result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static IReadOnlyList<RunFilter> Filters(ArgumentResult result) => Attempt(result, RunFilter.Parse) ?? [];

    public static IReadOnlyList<RunBin> Bins(ArgumentResult result) => Attempt(result, RunBin.Parse) ?? [];

    public static FigureScale Scale(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "linear":
                return FigureScale.Linear;
            case "log":
                return FigureScale.Logarithmic;
            case "sqrt":
                return FigureScale.SquareRoot;
            default:
                result.AddError(
                    $"{NameOf(result)} takes linear, log or sqrt, not '{result.Tokens[0].Value}'.{NearestName.Suggest(result.Tokens[0].Value, ["linear", "log", "sqrt"])}"
                );
                return FigureScale.Linear;
        }
    }

    public static ServiceLevel? Level(ArgumentResult result)
    {
        try
        {
            return ServiceLevel.Parse(result.Tokens[0].Value);
        }
        catch (InvalidInputException exception)
        {
            result.AddError($"{NameOf(result)}: {exception.Message}");
            return null;
        }
    }

    public static Func<ArgumentResult, double?> Number(double minimum, double maximum) =>
        result =>
        {
            var text = result.Tokens[0].Value;
            if (
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= minimum
                && number <= maximum
            )
            {
                return number;
            }

            result.AddError(
                string.Create(CultureInfo.InvariantCulture, $"{NameOf(result)} takes a number from {minimum} to {maximum}, not '{text}'.")
            );
            return null;
        };

    private static T? Attempt<T>(ArgumentResult result, Func<string, T> parse)
        where T : class
    {
        try
        {
            return parse(result.Tokens[0].Value);
        }
        catch (InvalidInputException exception)
        {
            result.AddError($"{NameOf(result)}: {exception.Message}");
            return null;
        }
    }

    private static string NameOf(ArgumentResult result) => (result.Parent as OptionResult)?.IdentifierToken?.Value ?? result.Argument.Name;
}
