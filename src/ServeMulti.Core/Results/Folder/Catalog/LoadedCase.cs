using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>Says which case a load folder holds that was not asked for since the experiment was begun.</summary>
internal static class LoadedCase
{
    public static BenchmarkCase Read(IFileSystem files, ExperimentLayout layout, CaseFolder load, BenchmarkCase parent) =>
        Read(files, layout, load.Name, load.Key is not null, parent);

    public static BenchmarkCase Read(IFileSystem files, ExperimentLayout layout, string name, bool hasCaseFile, BenchmarkCase parent)
    {
        if (hasCaseFile)
        {
            try
            {
                return CaseFile.Parse(files.ReadWhole(layout.CaseFile(name))).Case;
            }
            catch (Exception exception) when (JsonText.IsUnreadable(exception))
            {
                // The name still says the load.
            }
        }

        return ParseName(name[(name.LastIndexOf('/') + 1)..]) is { } load ? parent with { Load = load } : parent;
    }

    /// <summary>Reads the load from the name of its folder, such as <c>request_rate=16</c>; null where the name is no load.</summary>
    public static CaseLoad? ParseName(string name)
    {
        var parts = name.Split('=', 2);
        if (parts.Length < 2)
        {
            return null;
        }

        try
        {
            return new CaseLoad(
                parts[0],
                parts[1] == "inf" ? double.PositiveInfinity : ParameterSweep.Parse($"[{{\"value\":{parts[1]}}}]", name)[0][0].Value
            );
        }
        catch (Exception exception) when (JsonText.IsUnreadable(exception))
        {
            return null;
        }
    }
}
