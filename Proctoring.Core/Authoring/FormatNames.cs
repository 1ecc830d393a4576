namespace Proctoring.Core.Authoring;

/// <summary>The names of the formats for people and for commands.</summary>
internal static class FormatNames
{
    static readonly (ImportFormat Format, string Id, string Name)[] All =
    [
        (ImportFormat.Json, "json", "JSON of this product"),
        (ImportFormat.MoodleXml, "moodle", "Moodle XML"),
        (ImportFormat.Qti, "qti", "QTI"),
        (ImportFormat.Gift, "gift", "GIFT"),
        (ImportFormat.Csv, "csv", "CSV"),
        (ImportFormat.Aiken, "aiken", "Aiken"),
    ];

    /// <summary>The identifiers, in the order of the list.</summary>
    public static IEnumerable<string> Ids => All.Select(format => format.Id);

    public static string IdOf(ImportFormat format) => All.First(known => known.Format == format).Id;

    public static string NameOf(ImportFormat format) => All.First(known => known.Format == format).Name;

    /// <summary>The format with an identifier; null if there is none.</summary>
    public static ImportFormat? Find(string? id) =>
        All.Where(known => known.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
            .Select(known => (ImportFormat?)known.Format)
            .FirstOrDefault();
}
