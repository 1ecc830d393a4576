using System.Xml;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Reads the time limit of an assessment of QTI 1.2.</summary>
internal static class QtiOneLimits
{
    /// <summary>Returns the limit in minutes, from 1 to 1440; null if the assessment has none.</summary>
    public static int? Minutes(XElement root)
    {
        if (root.Element("assessment") is not { } assessment)
            return null;
        // Canvas and Common Cartridge write minutes into a field; the standard has a duration.
        var field = assessment
            .Elements("qtimetadata")
            .Elements("qtimetadatafield")
            .FirstOrDefault(found => ((string?)found.Element("fieldlabel"))?.Trim() == "qmd_timelimit");
        var minutes = Percent.Decimal((string?)field?.Element("fieldentry") ?? "") ?? Duration((string?)assessment.Element("duration"));
        return minutes > 0 ? (int)Math.Clamp(Math.Ceiling(minutes.Value), 1, 1440) : null;
    }

    static decimal? Duration(string? text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : (decimal)XmlConvert.ToTimeSpan(text.Trim()).TotalMinutes;
        }
        catch (Exception cause) when (cause is FormatException or OverflowException)
        {
            return null;
        }
    }
}
