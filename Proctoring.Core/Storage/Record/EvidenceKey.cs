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

    [GeneratedRegex("^[A-Za-z0-9-]+(/[A-Za-z0-9-]+)*$")]
    private static partial Regex Form();
}
