namespace Proctoring.Core.Authoring;

/// <summary>Turns the path of a category in Moodle into the title of a section.</summary>
internal static class CategoryName
{
    /// <summary>Removes the context and "top": "$course$/top/Algebra/Lines" becomes "Algebra/Lines".</summary>
    public static string From(string path)
    {
        // A slash in a name is written twice.
        const char slash = '\uE110';
        var parts = path.Trim()
            .Replace("//", slash.ToString(), StringComparison.Ordinal)
            .Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToList();
        if (parts.Count > 1 && parts[0] is ['$', .., '$'])
            parts.RemoveAt(0);
        if (parts.Count > 1 && parts[0] == "top")
            parts.RemoveAt(0);
        return string.Join('/', parts).Replace(slash, '/');
    }

    /// <summary>The path of the category for a section.</summary>
    public static string Write(string? section) =>
        string.IsNullOrEmpty(section) ? "$course$/top/Default" : $"$course$/top/{section.ReplaceLineEndings(" ")}";
}
