namespace Proctoring.Tools.Models;

/// <summary>Allows one restore at a time per folder, across processes. The operating system frees the lock when the holder ends.</summary>
internal static class RestoreLock
{
    static readonly TimeSpan Again = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for the lock and holds it until the stream is disposed.</summary>
    public static async Task<FileStream> TakeAsync(
        string path,
        TimeProvider time,
        IProgress<ModelProgress>? progress,
        CancellationToken cancel
    )
    {
        for (var first = true; ; first = false)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                // The file stays after the lock is freed: deleting it would let a third process lock a new file of the same name.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (first)
                    progress?.Report(new ModelProgress(0, 0, ModelPhase.Wait, "Waiting: another process is restoring the models."));
                await Task.Delay(Again, time, cancel).ConfigureAwait(false);
            }
        }
    }
}
