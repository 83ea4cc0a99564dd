using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>Ties a server parameter to a benchmark parameter: only combinations in which both exist and are equal, type included, are
/// run.</summary>
/// <param name="ServeKey">The server parameter, in any spelling.</param>
/// <param name="BenchKey">The benchmark parameter, in any spelling.</param>
public sealed record ParameterLink(string ServeKey, string BenchKey)
{
    /// <summary>Parses a comma-separated list of links, such as
    /// <c>max_num_seqs=max_concurrency,max_model_len=random_input_len</c>.</summary>
    /// <param name="text">The list; empty text gives no links.</param>
    /// <exception cref="InvalidInputException">An item is not of the form <c>serve_key=bench_key</c>.</exception>
    public static IReadOnlyList<ParameterLink> ParseList(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. items.Select(ParseItem)];
    }

    /// <summary>Returns the link as it is written: <c>serve_key=bench_key</c>.</summary>
    public override string ToString() => $"{ServeKey}={BenchKey}";

    private static ParameterLink ParseItem(string item)
    {
        var sides = item.Split('=', StringSplitOptions.TrimEntries);
        return sides is [var serve, var bench] && OptionKey.IsValid(serve) && OptionKey.IsValid(bench)
            ? new ParameterLink(serve, bench)
            : throw new InvalidInputException($"The link {Excerpt.Of(item)} is not of the form serve_key=bench_key.");
    }
}
