using System.Globalization;
using System.Xml.Linq;
using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Core.Authoring.Qti.Two;

/// <summary>Reads the order, the sections and the pools of a test of QTI 2.x or 3.0.</summary>
internal sealed class QtiTest(QtiFile file)
{
    /// <summary>The title of the section of the last item; null before the first.</summary>
    string? entered;

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
        ReportRules();
    }

    /// <summary>The limit of the test, or the sum of those of its parts if each has one.</summary>
    void ReadLimits()
    {
        var parts = file.Root.Elements("testPart").ToList();
        var own = file.Root.Elements("timeLimits").ToList();
        var used = own.Count == 0 && parts.TrueForAll(part => part.Element("timeLimits") is not null) ? parts.Elements("timeLimits") : own;
        var limits = used.ToHashSet();
        var seconds = limits.Sum(limit => Percent.Decimal((string?)limit.Attribute("maxTime") ?? "") ?? 0);
        if (seconds > 0)
            file.Builder.Minutes = (int)Math.Clamp(Math.Ceiling(seconds / 60), 1, 1440);
        if (file.Root.Descendants("timeLimits").FirstOrDefault(limit => !limits.Contains(limit)) is { } lost)
            Notice("The test limits the time of parts, sections or questions. Here only the whole exam has a time limit.", lost);
    }

    /// <summary>Reports what a test can demand and an exam cannot.</summary>
    void ReportRules()
    {
        if (file.Root.Descendants().FirstOrDefault(element => element.Name.LocalName is "preCondition" or "branchRule") is { } rule)
            Notice("The test skips questions depending on earlier answers. Here all questions are shown.", rule);
        if (file.Root.Elements("testPart").FirstOrDefault(part => (string?)part.Attribute("navigationMode") == "linear") is { } part)
            Notice("In the test, candidates cannot return to an earlier question. Here they can.", part);
    }

    void Notice(string message, XElement element) =>
        file.Builder.Notice(message, XmlSource.LineOf(element), (string?)element.Attribute("identifier"));

    void ReadSection(XElement section, string? outer, Action<string> item)
    {
        var builder = file.Builder;
        var own = (string?)section.Attribute("title") ?? "";
        var title =
            outer is null || outer.Length == 0 ? own
            : own.Length == 0 ? outer
            : $"{outer}/{own}";
        var pool = ReadDraw(section, title.Length > 0 ? title : (string?)section.Attribute("identifier") ?? "pool");
        if ((string?)section.Element("ordering")?.Attribute("shuffle") is "true")
            builder.Settings = builder.Settings with { ShuffleQuestions = true };
        foreach (var child in section.Elements())
        {
            if (child.Name.LocalName == "assessmentSection")
                ReadSection(child, title, item);
            else if (child.Name.LocalName == "assessmentItemRef")
            {
                Enter(title);
                builder.Pool = pool;
                ReadItem(child, item);
            }
            else if (child.Name.LocalName == "rubricBlock" && child.Value.Trim().Length > 0)
                builder.Notice(
                    "The text before the questions of this section is left out. Write it into the description.",
                    XmlSource.LineOf(child),
                    title
                );
        }
    }

    /// <summary>A section continues after the sections inside it.</summary>
    void Enter(string title)
    {
        if (entered != title)
            file.Builder.Section(title);
        entered = title;
    }

    /// <summary>Returns the pool of the items that stand directly in a section; null if all of them are shown.</summary>
    string? ReadDraw(XElement section, string title)
    {
        if (section.Element("selection") is not { } selection)
            return null;
        var written = (string?)selection.Attribute("select") ?? "";
        if (!int.TryParse(written, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            Notice($"The section selects “{written}” of its questions, which is not a number above 0. All are shown.", section);
            return null;
        }

        if (section.Elements("assessmentSection").Any())
            Notice("The test selects some of the sections inside this section. Here the questions of all of them are shown.", section);
        return section.Elements("assessmentItemRef").Any() ? file.Builder.NewPool(title, number) : null;
    }

    void ReadItem(XElement reference, Action<string> item)
    {
        var builder = file.Builder;
        var address = (string?)reference.Attribute("href") ?? "";
        var before = (builder.File, builder.Pool);
        if (Percent.Decimal((string?)reference.Element("weight")?.Attribute("value") ?? "") is { } weight && weight != 1)
            Notice($"The test multiplies the points of this question by {weight:0.##}. Check its points.", reference);
        if (file.Archive?.Resolve(ImportArchive.FolderOf(file.Path), address) is { } path)
            item(path);
        else
            builder.Fail($"The test refers to “{address}”, which is not in the archive.", XmlSource.LineOf(reference));
        (builder.File, builder.Pool) = before;
    }
}
