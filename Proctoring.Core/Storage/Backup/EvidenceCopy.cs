using Proctoring.Core.Storage.Files;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Backup;

/// <summary>Copies the evidence folder of a running server.</summary>
/// <remarks>A witness must not be newer than the database of the same backup, or the records look as if they had been set back. A picture
/// that a row of that database names may be replaced, and its file removed, right after. So missing and changed files are copied again
/// while nothing commits: evidence is on the disk before its row.</remarks>
internal static class EvidenceCopy
{
    /// <summary>Copies the files that are missing or have changed since the last call.</summary>
    /// <returns>The number of copied files.</returns>
    public static int New(string from, string to, CancellationToken cancellation)
    {
        var copied = 0;
        if (!Directory.Exists(from))
            return copied;
        foreach (var path in Directory.EnumerateFiles(from, "*" + FolderEvidenceStore.Ending, SearchOption.AllDirectories))
        {
            cancellation.ThrowIfCancellationRequested();
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            if (File.Exists(target) && IsSame(path, target))
                continue;
            PrivateFiles.CreateFolder(Path.GetDirectoryName(target)!);
            try
            {
                File.Copy(path, target, overwrite: true);
            }
            catch (FileNotFoundException)
            {
                // Replaced or erased since the folder was listed; while nothing commits, no row names it any more.
                continue;
            }

            PrivateFiles.Restrict(target);
            copied++;
        }

        return copied;
    }

    // A copy has the time of its original.
    static bool IsSame(string from, string to) =>
        File.GetLastWriteTimeUtc(from) == File.GetLastWriteTimeUtc(to) && new FileInfo(from).Length == new FileInfo(to).Length;
}
