using ServeMulti.LoadGeneration.Prompts;

namespace ServeMulti.LoadGeneration;

/// <summary>The seed of one run of a case.</summary>
internal static class RunSeed
{
    /// <summary>Returns the case's own seed for its first run and, unless prompts are to be repeated, another one for each further
    /// run.</summary>
    public static int Of(OpenAiBenchmarkOptions settings, int runNumber) =>
        settings.RepeatsPrompts || runNumber == 0 ? settings.Seed : new PromptRandom(settings.Seed, runNumber).Next(int.MaxValue);
}
