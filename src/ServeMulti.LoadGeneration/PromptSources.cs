using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Creates the prompts of runs, and keeps the last file that was read: every run of a case reads the same one.</summary>
internal sealed class PromptSources
{
    private readonly object _gate = new();
    private (PromptDataset Dataset, string Path, DateTime Written)? _read;
    private IReadOnlyList<ListedPrompt> _prompts = [];

    /// <summary>Creates the prompts of a run.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="form">Ids or words; those of a file are texts.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, is not what it should be, or holds no prompt.</exception>
    public IPromptSource Create(OpenAiBenchmarkOptions settings, int seed, PromptForm form)
    {
        IPromptSource prompts = settings.Dataset switch
        {
            PromptDataset.Random => new RandomPromptSource(settings.Prompts, seed, form),
            PromptDataset.PrefixRepetition => new PrefixRepetitionSource(settings.PrefixRepetition, seed, form),
            _ => new ListedPromptSource(Load(settings.Dataset, settings.DatasetPath!), settings.DatasetOutputLength, seed),
        };
        return settings.ExtraBody is null ? prompts : new PromptsAsAsked(prompts, ExtraFields.Read(settings.ExtraBody));
    }

    /// <summary>Prompts with the lengths that the extra body asks for.</summary>
    private sealed class PromptsAsAsked(IPromptSource prompts, ExtraFields extra) : IPromptSource
    {
        public LoadRequest Create(int index) => extra.Apply(prompts.Create(index));
    }

    private IReadOnlyList<ListedPrompt> Load(PromptDataset dataset, string path)
    {
        lock (_gate)
        {
            var wanted = (dataset, path, File.GetLastWriteTimeUtc(path));
            if (_read != wanted)
            {
                _prompts = PromptFile.Load(dataset, path);
                _read = wanted;
            }

            return _prompts;
        }
    }
}
