using System.CommandLine.Parsing;
using System.Globalization;
using ServeMulti.Parameters;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Options;

/// <summary>Parsers of option values. They do not depend on the culture, and their errors name the option and the valid values.</summary>
internal static class OptionParsers
{
    /// <summary>Above this, a timer of the runtime overflows.</summary>
    private const double LongestSeconds = 4_000_000;

    private const double LongestGrace = 86_400;

    public static Func<ArgumentResult, int> WholeNumber(int minimum) =>
        result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum)
            {
                return number;
            }

            result.AddError(
                string.Create(CultureInfo.InvariantCulture, $"{NameOf(result)} takes a whole number of at least {minimum}, not '{text}'.")
            );
            return minimum;
        };

    public static TimeSpan Seconds(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= LongestSeconds
        )
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"{NameOf(result)} takes a number of seconds above 0 and up to {LongestSeconds:R}, not '{text}'.");
        return TimeSpan.Zero;
    }

    /// <summary>Parses a grace period; 0 means no waiting.</summary>
    public static TimeSpan? Grace(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= LongestGrace)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"{NameOf(result)} takes a number of seconds from 0 to {LongestGrace:R}, not '{text}'.");
        return null;
    }

    public static TimeSpan? OptionalSeconds(ArgumentResult result) => Seconds(result);

    public static Func<ArgumentResult, int?> OptionalWholeNumber(int minimum) => result => WholeNumber(minimum)(result);

    public static double? Number(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        result.AddError($"{NameOf(result)} takes a number, not '{text}'.");
        return null;
    }

    /// <summary>Parses a share from 0 to below 1.</summary>
    public static double? Share(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and < 1)
        {
            return number;
        }

        result.AddError($"{NameOf(result)} takes a share from 0 to below 1, such as 0.01 for 1 %, not '{text}'.");
        return null;
    }

    public static LoadVariable Variable(ArgumentResult result)
    {
        try
        {
            return LoadVariable.Parse(result.Tokens[0].Value);
        }
        catch (InvalidInputException exception)
        {
            result.AddError($"{NameOf(result)}: {exception.Message}");
            return LoadVariable.RequestRate;
        }
    }

    public static SlaSearchMethod Method(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "adaptive":
                return SlaSearchMethod.Adaptive;
            case "bisection":
                return SlaSearchMethod.Bisection;
            default:
                result.AddError(
                    $"{NameOf(result)} takes adaptive or bisection, not '{result.Tokens[0].Value}'.{NearestName.Suggest(result.Tokens[0].Value, ["adaptive", "bisection"])}"
                );
                return SlaSearchMethod.Adaptive;
        }
    }

    public static RunOrder Order(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "case-by-case":
                return RunOrder.CaseByCase;
            case "rounds":
                return RunOrder.Rounds;
            case "alternating":
                return RunOrder.Alternating;
            default:
                result.AddError(
                    $"{NameOf(result)} takes case-by-case, rounds or alternating, not '{result.Tokens[0].Value}'.{NearestName.Suggest(result.Tokens[0].Value, ["case-by-case", "rounds", "alternating"])}"
                );
                return RunOrder.CaseByCase;
        }
    }

    public static Uri? Address(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"{NameOf(result)} takes an http or https address such as http://127.0.0.1:8000, not '{text}'.");
        return null;
    }

    public static PlanShard? Shard(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var sides = text.Split('/');
        if (
            sides.Length == 2
            && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && number >= 1
            && number <= count
        )
        {
            return new PlanShard(number, count);
        }

        result.AddError($"{NameOf(result)} takes the part and the number of parts, such as 1/3, 2/3 or 3/3, not '{text}'.");
        return null;
    }

    private static string NameOf(ArgumentResult result) => (result.Parent as OptionResult)?.IdentifierToken?.Value ?? result.Argument.Name;
}
