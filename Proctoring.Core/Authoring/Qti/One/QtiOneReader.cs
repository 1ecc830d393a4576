using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Qti.One;

/// <summary>Reads a file of QTI 1.2 with its sections and pools; also the dialects of Canvas, Respondus, Blackboard and Common Cartridge.
/// </summary>
internal sealed class QtiOneReader(QtiFile file)
{
    public void Read()
    {
        var root = file.Root;
        var title = (string?)root.Element("assessment")?.Attribute("title") ?? (string?)root.Element("objectbank")?.Attribute("title");
        if (!string.IsNullOrWhiteSpace(title))
            file.Builder.Title = title;
        var before = file.Builder.Pool;
        ReadChildren(root, "");
        file.Builder.Pool = before;
        if (!root.Descendants("item").Any())
            file.Builder.Notice("The file has no questions.", XmlSource.LineOf(root));
    }

    void ReadChildren(XElement parent, string title)
    {
        foreach (var child in parent.Elements())
        {
            if (file.Builder.IsFull)
                return;
            switch (child.Name.LocalName)
            {
                case "item":
                    new QtiOneItem(file, child).Read();
                    break;
                case "section":
                    ReadSection(child, title);
                    break;
                case "assessment" or "objectbank":
                    ReadChildren(child, title);
                    break;
            }
        }
    }

    void ReadSection(XElement section, string outer)
    {
        var own = ((string?)section.Attribute("title") ?? "").Trim();
        // The outermost section of most systems is only a container.
        if (own.Equals("main", StringComparison.OrdinalIgnoreCase) || (string?)section.Attribute("ident") == "root_section")
            own = "";
        var title = outer.Length == 0 || own.Length == 0 ? outer + own : $"{outer}/{own}";
        if (section.Elements("item").Any())
            file.Builder.Section(title);
        var before = file.Builder.Pool;
        var number = (string?)section.Element("selection_ordering")?.Element("selection")?.Element("selection_number");
        if (int.TryParse(number, CultureInfo.InvariantCulture, out var draw) && draw > 0 && draw < section.Elements("item").Count())
        {
            var pool = title.Length > 0 ? title : (string?)section.Attribute("ident") ?? "pool";
            file.Builder.Pool = TextCharacters.Beginning(pool, 100);
            file.Builder.Draw(file.Builder.Pool, draw);
        }

        ReadChildren(section, title);
        file.Builder.Pool = before;
    }
}
