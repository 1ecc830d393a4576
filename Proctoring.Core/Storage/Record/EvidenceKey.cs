using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Proctoring.Core.Storage.Record;

/// <summary>Checks the keys of evidence.</summary>
internal static partial class EvidenceKey
{
    /// <summary>Returns whether the key consists of letters, digits, hyphens and slashes. Without dots, it can't leave a folder.</summary>
    public static bool IsValid(string key) => Form().IsMatch(key);

    /// <summary>Returns the key if it is valid.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Check(string key) =>
        IsValid(key) ? key : throw new ArgumentException($"\"{key}\" is not a valid evidence key.", nameof(key));

    /// <summary>What precedes the last slash; empty for a key without one.</summary>
    public static string FolderOf(string key) => key[..Math.Max(0, key.LastIndexOf('/'))];

    /// <summary>Groups keys that a store lists in its order. A store with another order gives a folder in several parts. Keys outside of
    /// the folders of the first level are left out.</summary>
    public static async IAsyncEnumerable<StoredFolder> ByFolder(
        IAsyncEnumerable<string> keys,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var (folder, found) = ("", new List<string>());
        await foreach (var key in keys.WithCancellation(cancellation).ConfigureAwait(false))
        {
            var name = FolderOf(key);
            if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || !IsValid(key))
                continue;
            if (name != folder && found.Count > 0)
            {
                yield return new StoredFolder(folder, found);
                found = [];
            }

            folder = name;
            found.Add(key);
        }

        if (found.Count > 0)
            yield return new StoredFolder(folder, found);
    }

    [GeneratedRegex("^[A-Za-z0-9-]+(/[A-Za-z0-9-]+)*$")]
    private static partial Regex Form();
}
