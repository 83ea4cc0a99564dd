using System.Globalization;

namespace ServeMulti.Simulation.Options;

/// <summary>One option of the command line: its name, the kind of its value, its effect on the options, and its line of help.</summary>
internal sealed record Option(string Name, string? Value, string Help, Func<ServerOptions, string, ServerOptions> Apply)
{
    /// <summary>Returns a switch: <c>--name</c> and <c>--no-name</c>.</summary>
    public static Option Switch(string name, string help, Func<ServerOptions, bool, ServerOptions> apply) =>
        new(name, null, help, (options, text) => apply(options, text == "true"));

    public static Option Text(string name, string help, Func<ServerOptions, string, ServerOptions> apply) =>
        new(
            name,
            "TEXT",
            help,
            (options, text) => apply(options, text.Length > 0 ? text : throw new OptionException($"{name}: the value is empty"))
        );

    public static Option Integer(string name, int least, int most, string help, Func<ServerOptions, int, ServerOptions> apply) =>
        new(name, "N", help, (options, text) => apply(options, (int)ParseInteger(name, text, least, most)));

    public static Option Long(string name, string help, Func<ServerOptions, long, ServerOptions> apply) =>
        new(name, "N", help, (options, text) => apply(options, ParseInteger(name, text, long.MinValue, long.MaxValue)));

    public static Option Number(string name, double most, string help, Func<ServerOptions, double, ServerOptions> apply) =>
        new(name, "X", help, (options, text) => apply(options, ParseNumber(name, text, most)));

    private static long ParseInteger(string name, string text, long least, long most) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new OptionException(
                string.Create(CultureInfo.InvariantCulture, $"{name}: '{text}' is not an integer from {least} to {most}")
            );

    private static double ParseNumber(string name, string text, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= most
            ? value
            : throw new OptionException(string.Create(CultureInfo.InvariantCulture, $"{name}: '{text}' is not a number from 0 to {most}"));
}
