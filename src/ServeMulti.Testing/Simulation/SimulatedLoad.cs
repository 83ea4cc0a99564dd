using System.Globalization;
using ServeMulti.Benchmarking;

namespace ServeMulti.Testing.Simulation;

/// <summary>The load that a request asks for.</summary>
/// <param name="Rate">Requests per second; infinite: all at once.</param>
/// <param name="Concurrency">The most requests in flight.</param>
/// <param name="Prompts">How many requests.</param>
/// <param name="Problems">What is wrong with it, one line each.</param>
internal sealed record SimulatedLoad(double Rate, int Concurrency, int Prompts, IReadOnlyList<string> Problems)
{
    private const int DefaultPrompts = 1000;

    public static SimulatedLoad Read(BenchmarkRequest request)
    {
        List<string> problems = [];
        var rate = ReadNumber("request_rate", double.PositiveInfinity, isWhole: false);
        var concurrency = ReadNumber("max_concurrency", int.MaxValue, isWhole: true);
        var prompts = ReadNumber("num_prompts", DefaultPrompts, isWhole: true);
        return new(rate, (int)concurrency, (int)prompts, problems);

        double ReadNumber(string key, double otherwise, bool isWhole)
        {
            if (FindText(request, key) is not { } text)
            {
                return otherwise;
            }

            var isInfinite = text is "inf" && !isWhole;
            var isNumber =
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
                && number > 0;
            if (isInfinite || (isNumber && (!isWhole || (number == Math.Floor(number) && number <= int.MaxValue))))
            {
                return isInfinite ? double.PositiveInfinity : number;
            }

            problems.Add($"{key} is {text}: it must be {(isWhole ? "a whole number of at least 1" : "a number above 0, or inf")}.");
            return otherwise;
        }
    }

    private static string? FindText(BenchmarkRequest request, string key) =>
        request.Parameters.TryFind(key, out var value) ? value.Text
        : request.Command is { } command && command.TryFindOption(key, out var text) ? text
        : null;
}
