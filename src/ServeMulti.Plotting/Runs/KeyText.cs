using ServeMulti.Parameters;

namespace ServeMulti.Plotting.Runs;

/// <summary>Messages about missing keys.</summary>
internal static class KeyText
{
    /// <summary>Names the missing key, and lists the existing keys, the most similar ones first.</summary>
    public static string Missing(string key, string purpose, IEnumerable<string> keys)
    {
        string[] sorted =
        [
            .. keys.OrderByDescending(present => CommonLength(present, AiperfExport.FieldOf(key) ?? key))
                .ThenBy(present => present, StringComparer.Ordinal),
        ];
        return sorted.Length == 0
            ? $"Cannot find metric '{key}' ({purpose}): there are no runs."
            : $"Cannot find metric '{key}' ({purpose}).{NearestName.Suggest(key, sorted)} The results have: {string.Join(", ", sorted)}.";
    }

    private static int CommonLength(string left, string right)
    {
        var (a, b) = (left.Replace('-', '_'), right.Replace('-', '_'));
        return b.Split('_').Where(part => part.Length > 1 && a.Contains(part, StringComparison.OrdinalIgnoreCase)).Sum(part => part.Length);
    }
}
