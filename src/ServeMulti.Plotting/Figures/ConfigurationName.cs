using ServeMulti.Parameters;

namespace ServeMulti.Plotting.Figures;

/// <summary>Finds a configuration by the name that figures and reports show.</summary>
internal static class ConfigurationName
{
    private const int MostNames = 12;

    /// <summary>Checks that a configuration is among the known ones.</summary>
    /// <exception cref="InvalidInputException">None has this name; the message lists the known ones.</exception>
    public static string Require(string requested, IReadOnlyCollection<string> known)
    {
        if (known.Contains(requested))
        {
            return requested;
        }

        var names = string.Join("; ", known.Take(MostNames).Select(name => TextCut.Middle(name, 120)));
        var more = known.Count > MostNames ? $"; and {known.Count - MostNames} more" : "";
        throw new InvalidInputException(
            known.Count < 2
                ? $"Nothing can be compared with {TextCut.Middle(requested, 120)}: the results have one server configuration."
                : $"No configuration with results is called {TextCut.Middle(requested, 120)}.{NearestName.Suggest(requested, known)} They are: {names}{more}."
        );
    }
}
