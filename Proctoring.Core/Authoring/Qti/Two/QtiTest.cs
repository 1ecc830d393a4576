using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Reads the order, the sections and the pools of a test of QTI 2.x or 3.0.</summary>
internal sealed class QtiTest(QtiFile file)
{
    /// <summary>Reads the test and then its items.</summary>
    /// <param name="item">Reads the item with a path in the archive.</param>
    public void Read(Action<string> item)
    {
        var builder = file.Builder;
        if ((string?)file.Root.Attribute("title") is { Length: > 0 } title)
            builder.Title = title;
        builder.Language ??= (string?)file.Root.Attribute(XNamespace.Xml + "lang");
        ReadLimits();
        var sections = file.Root.Name.LocalName == "assessmentSection" ? [file.Root] : file.Root.Descendants("assessmentSection");
        foreach (var section in sections.Where(section => section.Parent?.Name.LocalName != "assessmentSection"))
            ReadSection(section, null, item);
        builder.Section("");
        builder.Pool = null;
    }

    void ReadLimits()
    {
        var limits = file.Root.Elements("timeLimits").Concat(file.Root.Elements("testPart").Elements("timeLimits")).FirstOrDefault();
        if (Percent.Decimal((string?)limits?.Attribute("maxTime") ?? "") is > 0 and var seconds)
            file.Builder.Minutes = (int)Math.Clamp(Math.Ceiling(seconds / 60), 1, 1440);
    }

    void ReadSection(XElement section, string? outer, Action<string> item)
    {
        var builder = file.Builder;
        var own = (string?)section.Attribute("title") ?? "";
        var title =
            outer is null || outer.Length == 0 ? own
            : own.Length == 0 ? outer
            : $"{outer}/{own}";
        if (section.Elements("assessmentItemRef").Any())
            builder.Section(title);
        ReadDraw(section, title.Length > 0 ? title : (string?)section.Attribute("identifier") ?? "pool");
        if ((string?)section.Element("ordering")?.Attribute("shuffle") is "true")
            builder.Settings = builder.Settings with { ShuffleQuestions = true };
        foreach (var child in section.Elements())
        {
            if (child.Name.LocalName == "assessmentSection")
                ReadSection(child, title, item);
            else if (child.Name.LocalName == "assessmentItemRef")
                ReadItem(child, item);
            else if (child.Name.LocalName == "rubricBlock" && child.Value.Trim().Length > 0)
                builder.Notice(
                    "The text before the questions of this section is left out. Write it into the description.",
                    XmlSource.LineOf(child),
                    title
                );
        }
    }

    void ReadDraw(XElement section, string pool)
    {
        var builder = file.Builder;
        if (section.Element("selection") is not { } selection)
        {
            builder.Pool = null;
            return;
        }

        builder.Pool = TextCharacters.Beginning(pool, 100);
        if (int.TryParse((string?)selection.Attribute("select"), CultureInfo.InvariantCulture, out var number) && number > 0)
            builder.Draw(builder.Pool, number);
    }

    void ReadItem(XElement reference, Action<string> item)
    {
        var builder = file.Builder;
        var address = (string?)reference.Attribute("href") ?? "";
        var before = (builder.File, builder.Pool);
        if (file.Archive?.Resolve(ImportArchive.FolderOf(file.Path), address) is { } path)
            item(path);
        else
            builder.Fail($"The test refers to “{address}”, which is not in the archive.", XmlSource.LineOf(reference));
        (builder.File, builder.Pool) = before;
    }
}
