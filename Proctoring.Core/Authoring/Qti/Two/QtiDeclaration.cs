using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>What an item declares about the response to one interaction.</summary>
internal sealed record QtiDeclaration(
    string Identifier,
    string Cardinality,
    string BaseType,
    IReadOnlyList<string> Correct,
    IReadOnlyList<(string Key, decimal Value, bool CaseSensitive)> Mapping,
    decimal? UpperBound,
    decimal DefaultPoints = 0
)
{
    public static QtiDeclaration Of(XElement declaration) =>
        new(
            (string?)declaration.Attribute("identifier") ?? "",
            (string?)declaration.Attribute("cardinality") ?? "single",
            (string?)declaration.Attribute("baseType") ?? "identifier",
            [.. declaration.Elements("correctResponse").Elements("value").Select(value => value.Value.Trim())],
            [
                .. declaration
                    .Elements("mapping")
                    .Elements("mapEntry")
                    .Select(entry =>
                        (
                            ((string?)entry.Attribute("mapKey") ?? "").Trim(),
                            Percent.Decimal((string?)entry.Attribute("mappedValue") ?? "") ?? 0,
                            (string?)entry.Attribute("caseSensitive") is null or "true" or "1"
                        )
                    ),
            ],
            Percent.Decimal((string?)declaration.Element("mapping")?.Attribute("upperBound") ?? ""),
            Percent.Decimal((string?)declaration.Element("mapping")?.Attribute("defaultValue") ?? "") ?? 0
        );

    /// <summary>The points that the mapping gives for an identifier.</summary>
    public decimal PointsOf(string id) =>
        Mapping.Where(entry => entry.Key == id).Select(entry => entry.Value).DefaultIfEmpty(DefaultPoints).First();

    /// <summary>The points that the mapping can give; 0 without one.</summary>
    public decimal MappedMaximum
    {
        get
        {
            var positive = Mapping.Where(entry => entry.Value > 0).Select(entry => entry.Value).ToList();
            var best =
                positive.Count == 0 ? 0
                : Cardinality == "single" ? positive.Max()
                : positive.Sum();
            return UpperBound is > 0 and var bound ? Math.Min(bound, best) : best;
        }
    }
}
