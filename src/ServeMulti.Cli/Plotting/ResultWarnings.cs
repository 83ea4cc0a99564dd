using ServeMulti.Cli.Display;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Cli.Plotting;

/// <summary>Writes to standard error what is to be known of results that were read.</summary>
internal static class ResultWarnings
{
    public static void Write(ExperimentResults results)
    {
        foreach (var problem in results.Problems)
        {
            Console.Error.WriteLine($"warning: {ShortText.Printable(problem)}");
        }

        foreach (var note in results.Notes)
        {
            Console.Error.WriteLine($"note: {ShortText.Printable(note)}");
        }
    }
}
