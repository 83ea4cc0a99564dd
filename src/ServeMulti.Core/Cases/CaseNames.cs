using System.Text;
using ServeMulti.Parameters;

namespace ServeMulti.Cases;

/// <summary>Names the folders of cases and loads: as the original names them, made valid everywhere and unique when case is
/// ignored.</summary>
internal static class CaseNames
{
    private const int LongestPlain = 200;
    private const int LongestCut = 180;
    private const int ShortHash = 8;

    /// <summary>Names the folders of all cases of a sweep; loads do not count. The order of the cases does not matter.</summary>
    /// <param name="cases">The cases.</param>
    /// <returns>One name per case, in their order. Different cases have different names, also when case is ignored.</returns>
    public static IReadOnlyList<string> ForCases(IReadOnlyList<BenchmarkCase> cases)
    {
        var names = new string[cases.Count];
        var plainNames = new string[cases.Count];
        var suffixes = new Suffix[cases.Count];
        for (var i = 0; i < names.Length; i++)
        {
            plainNames[i] = names[i] = ForOriginal(cases[i].ServeParameters, cases[i].BenchParameters);
            if (!IsGood(names[i]))
            {
                suffixes[i] = Suffix.Parameters;
                names[i] = WithSuffix(plainNames[i], cases[i], suffixes[i]);
            }
        }

        while (FindClashes(cases, names) is { Count: > 0 } clashes)
        {
            var isChanged = false;
            foreach (var i in clashes.Where(i => suffixes[i] < Suffix.Key))
            {
                suffixes[i]++;
                names[i] = WithSuffix(plainNames[i], cases[i], suffixes[i]);
                isChanged = true;
            }

            if (!isChanged)
            {
                break;
            }
        }

        return names;
    }

    /// <summary>Names the folder of a load below that of its case: <c>request_rate=16</c>.</summary>
    /// <param name="load">The load.</param>
    public static string ForLoad(CaseLoad load)
    {
        var name = Sanitize(load.ToString());
        if (IsGood(name))
        {
            return name;
        }

        var hash = CaseKey.HashParameters(Encoding.UTF8.GetBytes(load.Variable), Encoding.UTF8.GetBytes(load.Value.ToJson()));
        return Shorten(name, hash[..ShortHash]);
    }

    /// <summary>Names the file of an answer, without its extension.</summary>
    /// <param name="name">What the answer is called.</param>
    public static string ForAnswer(string name)
    {
        var plain = Sanitize(name);
        return IsGood(plain) && plain == name
            ? plain
            : Shorten(plain, CaseKey.HashParameters(Encoding.UTF8.GetBytes(name), [])[..ShortHash]);
    }

    /// <summary>Returns the name that the original gives the folder of a case, which may be invalid somewhere and need not be
    /// unique.</summary>
    /// <param name="serve">The server parameters.</param>
    /// <param name="bench">The benchmark parameters.</param>
    public static string ForOriginal(ParameterSet serve, ParameterSet bench)
    {
        var servePart = serve.ToString();
        var benchPart = bench.ToString();
        return Sanitize(
            string.Concat(servePart.Length == 0 ? "SERVE" : "SERVE-", servePart, benchPart.Length == 0 ? "-BENCH" : "-BENCH-", benchPart)
        );
    }

    private static string Sanitize(string name) => name.Replace('/', '_').Replace("..", "__", StringComparison.Ordinal);

    private static bool IsGood(string name) =>
        name.Length <= LongestPlain && PathSegment.CountBytes(name) <= LongestPlain && PathSegment.IsValid(name);

    private static string WithSuffix(string plainName, BenchmarkCase benchmarkCase, Suffix suffix)
    {
        var (serve, bench) = (benchmarkCase.ServeParameters, benchmarkCase.BenchParameters);
        return Shorten(
            plainName,
            suffix == Suffix.Key ? benchmarkCase.Key : CaseKey.HashParameters(serve.CanonicalUtf8, bench.CanonicalUtf8)[..ShortHash]
        );
    }

    private static string Shorten(string name, string hash) => $"{PathSegment.Cut(PathSegment.Clean(name), LongestCut)}~{hash}";

    // Equal names of equal cases are no clash: the planner plans such a case once.
    private static List<int> FindClashes(IReadOnlyList<BenchmarkCase> cases, string[] names)
    {
        var first = new Dictionary<string, int>(names.Length, StringComparer.OrdinalIgnoreCase);
        HashSet<string> shared = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            var name = Fold(names[i]);
            if (!first.TryAdd(name, i) && cases[first[name]].Key != cases[i].Key)
            {
                shared.Add(name);
            }
        }

        return shared.Count == 0 ? [] : [.. Enumerable.Range(0, names.Length).Where(i => shared.Contains(Fold(names[i])))];
    }

    // macOS takes a character and its decomposition for the same name.
    private static string Fold(string name) => name.Normalize(NormalizationForm.FormC);

    private enum Suffix
    {
        None,
        Parameters,
        Key,
    }
}
