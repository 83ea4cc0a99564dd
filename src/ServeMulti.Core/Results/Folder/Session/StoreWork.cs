namespace ServeMulti.Results.Folder;

/// <summary>Does work on the disk apart from the caller's thread, and turns what the system says into what happened, where, and what to do
/// next.</summary>
internal sealed class StoreWork(IFileSystem files, Func<ExperimentLayout> layout)
{
    public Task RunAsync(Action work, CancellationToken cancellationToken) =>
        RunAsync(
            () =>
            {
                work();
                return true;
            },
            cancellationToken
        );

    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                try
                {
                    return work();
                }
                catch (CaseFilesException exception)
                {
                    throw StoreFault.Describe(exception, files, layout());
                }
                catch (Exception exception) when (StoreFault.IsMeantBy(exception))
                {
                    throw StoreFault.Describe(exception, layout());
                }
            },
            cancellationToken
        );
}
