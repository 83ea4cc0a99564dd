using System.Globalization;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Describes a ranking of loads; the same words for a terminal, a report and a host.</summary>
internal sealed class LoadComparisonText(Func<ParameterSet, string> nameOf, string firstWord = "the first")
{
    private const int MostNames = 6;

    public static string Reason(SlaSearchResult result) => SearchText.Outcome(result);

    public string Describe(LoadComparison comparison)
    {
        var items = comparison.Ranking;
        var verdict = items.Count switch
        {
            0 when !comparison.IsMeasured => "Nothing was measured.",
            0 => "no configuration meets the SLA at a load that was tried",
            1 when comparison.Excluded.Count == 0 => $"only {nameOf(items[0].Parameters)} was searched: {Load(items[0])}",
            _ => items[0].Standing switch
            {
                ConfigurationStanding.Best => DescribeBest(items),
                ConfigurationStanding.Tied => DescribeTied(items),
                _ => DescribeUnknown(items),
            },
        };
        return !comparison.IsMeasured
            ? verdict
            : string.Join(
                "; ",
                comparison.Excluded.Take(MostNames).Select(one => $"{nameOf(one.Parameters)}: {one.Reason}").Prepend(verdict)
            ) + More(comparison.Excluded.Count);
    }

    private string DescribeBest(IReadOnlyList<RankedLoad> items)
    {
        var best = items[0];
        if (items.Count == 1)
        {
            return $"best is {nameOf(best.Parameters)} with {Load(best)}, the only one that meets the SLA";
        }

        var lead = LoadLead.Between(best.Result, items[1].Result) is { } known
            ? $", {known.Describe()} {nameOf(items[1].Parameters)} (80 % interval)"
            : "";
        var first = best.LeadOverFirst is not null && items[1].LeadOverFirst is not null ? AgainstFirst(items, [best]) : "";
        return $"best is {nameOf(best.Parameters)} with {Load(best)}{lead}; its own interval lies above {(items.Count == 2 ? "the other" : "all others")}{first}";
    }

    private string DescribeTied(IReadOnlyList<RankedLoad> items)
    {
        RankedLoad[] tied = [.. items.Where(item => item.Standing == ConfigurationStanding.Tied)];
        var behind = items.Where(item => item.Standing == ConfigurationStanding.Behind).ToArray();
        var unknown = items.Where(item => item.Standing == ConfigurationStanding.NotKnown).ToArray();
        var isEqual = tied.All(item => item.Result.Load == tied[0].Result.Load);
        var isAtEnd = tied.All(item => item.Result.Outcome == SlaSearchOutcome.AboveRange);
        return (
                isEqual
                    ? $"{Names(tied)} are equal: {Load(tied[0])}{(isAtEnd ? ", the largest load of interest" : "")}"
                    : $"no clear best: {string.Join(" and ", tied.Take(MostNames).Select(item => $"{nameOf(item.Parameters)} ({Load(item)})"))}{More(tied.Length)} are tied: their 80 % intervals overlap{AgainstFirst(items, tied)}"
            )
            + (unknown.Length > 0 ? $"; {Names(unknown)} cannot be separated from the first" : "")
            + (behind.Length > 0 ? $"; {Names(behind)} {(behind.Length == 1 ? "is" : "are")} behind" : "");
    }

    private string DescribeUnknown(IReadOnlyList<RankedLoad> items)
    {
        var loads = string.Join(", ", items.Take(MostNames).Select(item => $"{nameOf(item.Parameters)} {Load(item)}"));
        return $"not known which sustains more: {loads}{More(items.Count)}"
            + (items.Count > 1 ? "; an answer without an interval, or one that was cut short, cannot be separated from another" : "");
    }

    private string AgainstFirst(IReadOnlyList<RankedLoad> items, RankedLoad[] shown)
    {
        if (items.FirstOrDefault(item => item.LeadOverFirst is null) is not { } first)
        {
            return "";
        }

        var led = shown
            .Where(item => item.LeadOverFirst is not null)
            .Select(item => (item.Parameters, Lead: LoadLead.Between(item.Result, first.Result)))
            .Where(item => item.Lead is not null)
            .ToArray();
        if (led.Length == 0)
        {
            return "";
        }

        var leads = led.Take(MostNames).Select(item => $"{nameOf(item.Parameters)} {item.Lead!.Value.DescribeChange()}");
        return $"; against {nameOf(first.Parameters)}, {firstWord}: {string.Join(", ", leads)}{More(led.Length)}";
    }

    private string Names(RankedLoad[] items)
    {
        string[] names = [.. items.Take(MostNames).Select(item => nameOf(item.Parameters))];
        return items.Length > MostNames ? string.Join(", ", names) + More(items.Length)
            : names.Length == 1 ? names[0]
            : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private static string Load(RankedLoad item) => SearchText.Load(item.Result.Load, item.Result);

    private static string More(int count) =>
        count > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {count - MostNames} more") : "";
}
