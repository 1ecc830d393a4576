using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Reads a file of QTI 1.2 with its sections and pools; also the dialects of Canvas, Respondus, Blackboard and Common Cartridge.
/// </summary>
internal sealed class QtiOneReader(QtiFile file)
{
    /// <summary>The title of the section of the last item; null before the first.</summary>
    string? entered;

    public void Read()
    {
        var root = file.Root;
        var title = (string?)root.Element("assessment")?.Attribute("title") ?? (string?)root.Element("objectbank")?.Attribute("title");
        if (!string.IsNullOrWhiteSpace(title))
            file.Builder.Title = title;
        var before = file.Builder.Pool;
        if (QtiOneLimits.Minutes(root) is { } minutes)
            file.Builder.Minutes = minutes;
        ReadChildren(root, "", null);
        file.Builder.Pool = before;
        if (!root.Descendants("item").Any())
            file.Builder.Notice("The file has no questions.", XmlSource.LineOf(root));
    }

    /// <summary>Reads the items and sections of an element.</summary>
    /// <param name="parent">The element.</param>
    /// <param name="title">The title of its section.</param>
    /// <param name="points">The points of each of its items; null if they have their own.</param>
    void ReadChildren(XElement parent, string title, decimal? points)
    {
        foreach (var child in parent.Elements())
        {
            if (file.Builder.IsFull)
                return;
            switch (child.Name.LocalName)
            {
                case "item":
                    Enter(title);
                    new QtiOneItem(file, child, points).Read();
                    break;
                case "section":
                    ReadSection(child, title);
                    break;
                case "assessment" or "objectbank":
                    ReadChildren(child, title, null);
                    break;
            }
        }
    }

    /// <summary>A section continues after the sections inside it.</summary>
    void Enter(string title)
    {
        if (entered != title)
            file.Builder.Section(title);
        entered = title;
    }

    void ReadSection(XElement section, string outer)
    {
        var own = ((string?)section.Attribute("title") ?? "").Trim();
        // The outermost section of most systems is only a container.
        if (own.Equals("main", StringComparison.OrdinalIgnoreCase) || (string?)section.Attribute("ident") == "root_section")
            own = "";
        var title = outer.Length == 0 || own.Length == 0 ? outer + own : $"{outer}/{own}";
        var before = file.Builder.Pool;
        var selection = section.Element("selection_ordering")?.Element("selection");
        var number = (string?)selection?.Element("selection_number");
        var isDrawn = int.TryParse(number, CultureInfo.InvariantCulture, out var draw) && draw > 0;
        file.Builder.Pool =
            isDrawn && draw < section.Elements("item").Count()
                ? file.Builder.NewPool(title.Length > 0 ? title : (string?)section.Attribute("ident") ?? "pool", draw)
                : null;
        // Canvas names a question bank, which its packages do not contain in the place of the section.
        if (((string?)selection?.Element("sourcebank_ref"))?.Trim() is { Length: > 0 } bank)
            file.Builder.Reject(
                $"The section draws questions from the question bank “{bank}”, which is not supported. Add the questions to the exam.",
                XmlSource.LineOf(section),
                own.Length > 0 ? own : null
            );
        var points = (string?)selection?.Element("selection_extension")?.Element("points_per_item");
        ReadChildren(section, title, Percent.Decimal(points ?? "") is > 0 and var each ? each : null);
        file.Builder.Pool = before;
    }
}
