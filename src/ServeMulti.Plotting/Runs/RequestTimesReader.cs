using ServeMulti.Benchmarking;
using ServeMulti.Files;

namespace ServeMulti.Plotting.Runs;

/// <summary>Reads the times of single requests from the file of a run, piece by piece: a file may have hundreds of megabytes.</summary>
internal static class RequestTimesReader
{
    private const int MostRequests = 1 << 21;

    /// <summary>Reads the times; null if the result does not contain them.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidInputException">It is no result any more.</exception>
    /// <exception cref="FormatException">Its arrays are too long.</exception>
    public static RequestTimes? TryRead(RunValues run)
    {
        using var file = InputFile.Open(run.Path, RawResult.LargestResult);
        var parts = ResultFile.Split(file).Where(part => part.Problem is null).ToArray();
        var line =
            run.Source.LastIndexOf(':') is > 0 and var colon && int.TryParse(run.Source.AsSpan(colon + 1), out var found) ? found : 0;
        var part = parts.Length == 1 ? parts[0] : parts.FirstOrDefault(one => one.Line == line);
        return part is null ? null : Read(part.ReadDocument());
    }

    private static RequestTimes? Read(ResultDocument document)
    {
        var fields = document.RawFields.Where(field => field.IsNested).DistinctBy(field => field.Name).ToDictionary(field => field.Name);
        var first = Numbers(fields, "ttfts");
        var latencies = Numbers(fields, "latencies");
        if (first.Count == 0 && latencies.Count == 0)
        {
            return null;
        }

        var starts = Numbers(fields, "start_times");
        var failed = new HashSet<int>();
        Feed(fields, "errors", (_, _) => { }, (index, isText) => _ = isText && failed.Add(index));
        var gaps = new ThinnedSample();
        var sums = new Dictionary<int, double>();
        Feed(
            fields,
            "itls",
            (index, gap) =>
            {
                if (!failed.Contains(index))
                {
                    gaps.Add(gap * 1000);
                    sums[index] = sums.GetValueOrDefault(index) + gap;
                }
            }
        );
        int[] kept = [.. Enumerable.Range(0, Math.Max(first.Count, latencies.Count)).Where(index => !failed.Contains(index))];
        double At(List<double> values, int index) => index < values.Count ? values[index] : double.NaN;
        var isStreamed = fields.ContainsKey("itls");
        var begin = starts.Where(double.IsFinite).DefaultIfEmpty(0).Min();
        return new RequestTimes(
            starts.Count < Math.Max(first.Count, latencies.Count) ? [] : [.. kept.Select(index => starts[index] - begin)],
            // A request without a token has no time to its first one, which clients store as 0.
            [.. kept.Select(index => At(first, index) is > 0 and var seconds ? seconds * 1000 : double.NaN)],
            [
                .. kept.Select(index =>
                    1000
                    * (
                        latencies.Count > 0 ? At(latencies, index)
                        : isStreamed ? At(first, index) + sums.GetValueOrDefault(index)
                        : double.NaN
                    )
                ),
            ],
            gaps.Values
        );
    }

    private static List<double> Numbers(Dictionary<string, ResultField> fields, string name)
    {
        var values = new List<double>();
        var count = Feed(
            fields,
            name,
            (index, value) =>
            {
                if (index >= MostRequests)
                {
                    throw new FormatException($"It has the times of more than {MostRequests} requests.");
                }

                // What is not a number leaves a gap.
                while (values.Count < index)
                {
                    values.Add(double.NaN);
                }

                values.Add(value);
            }
        );
        while (values.Count < Math.Min(count, MostRequests))
        {
            values.Add(double.NaN);
        }

        return values;
    }

    private static int Feed(
        Dictionary<string, ResultField> fields,
        string name,
        Action<int, double> onNumber,
        Action<int, bool>? onText = null
    )
    {
        if (!fields.TryGetValue(name, out var field))
        {
            return 0;
        }

        using var reading = new ArrayReading(onNumber, onText);
        if (field.Long is { } value)
        {
            value.CopyTo(reading);
        }
        else
        {
            reading.Write(System.Text.Encoding.UTF8.GetBytes(field.Value.GetRawText()));
        }

        return reading.Count;
    }
}
