using System.Globalization;

namespace ServeMulti.Clusters;

/// <summary>Writes the numbers of tasks as ranges, such as <c>1-3,7</c>.</summary>
internal static class TaskRanges
{
    /// <param name="tasks">The numbers, in ascending order.</param>
    public static string Of(IReadOnlyList<int> tasks)
    {
        var ranges = new List<string>();
        for (var first = 0; first < tasks.Count; )
        {
            var last = first;
            while (last + 1 < tasks.Count && tasks[last + 1] == tasks[last] + 1)
            {
                last++;
            }

            ranges.Add(
                first == last
                    ? tasks[first].ToString(CultureInfo.InvariantCulture)
                    : string.Create(CultureInfo.InvariantCulture, $"{tasks[first]}-{tasks[last]}")
            );
            first = last + 1;
        }

        return string.Join(',', ranges);
    }
}
