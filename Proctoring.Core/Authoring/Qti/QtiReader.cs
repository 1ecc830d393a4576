using System.Xml.Linq;
using Proctoring.Core.Authoring.Qti.One;
using Proctoring.Core.Authoring.Qti.Two;

namespace Proctoring.Core.Authoring.Qti;

/// <summary>Reads QTI 1.2, 2.x and 3.0: packages, cartridges and single files.</summary>
internal sealed class QtiReader(string name, DraftBuilder builder)
{
    readonly HashSet<string> read = [];
    ImportArchive archive = null!;

    public static ImportResult Read(string file, byte[] bytes)
    {
        var builder = new DraftBuilder(file) { Title = Path.GetFileNameWithoutExtension(file) };
        var reader = new QtiReader(file, builder);
        if (bytes.AsSpan().StartsWith("PK"u8))
            reader.ReadArchive(bytes);
        else if (XmlSource.Load(bytes, builder) is { } root)
        {
            QtiXml.Normalise(root);
            reader.ReadFile(new QtiFile(file, root, null, builder));
        }

        return builder.Build(ImportFormat.Qti);
    }

    void ReadArchive(byte[] bytes)
    {
        if (ImportArchive.Open(bytes, builder) is not { } opened)
            return;
        archive = opened;
        var manifest = archive
            .Names.Where(path => path == "imsmanifest.xml" || path.EndsWith("/imsmanifest.xml", StringComparison.Ordinal))
            .MinBy(path => path.Length);
        if (manifest is null && OfficeFile.Advice(archive.Names) is { } advice)
            builder.Fail(advice);
        else if (manifest is null)
            ReadWithoutManifest();
        else if (Load(manifest, builder) is { } root)
            ReadWithManifest(QtiManifest.Of(root, manifest, archive, builder));
    }

    void ReadWithManifest(QtiManifest manifest)
    {
        foreach (var (path, kind) in manifest.Files)
            ReadListed(path, kind, manifest);
        builder.Section("");
        foreach (var path in archive.Names.Where(path => IsXml(path) && !read.Contains(path) && !manifest.Others.Contains(path)))
        {
            if (Load(path, new DraftBuilder(path)) is { } root && IsQuestions(root))
                In(
                    path,
                    () => builder.Reject("The manifest does not list this file, so it is not imported. Add it to the manifest.", null, path)
                );
        }

        if (read.Count == 0)
            builder.Fail("The manifest lists no QTI questions.");
    }

    void ReadListed(string path, QtiKind kind, QtiManifest manifest)
    {
        if (builder.IsFull || !read.Add(path) || Load(path, builder) is not { } root)
            return;
        var file = new QtiFile(path, root, archive, builder);
        if (root.Name.LocalName == "assessmentItem" && kind == QtiKind.Test)
            In(path, () => builder.Reject("The manifest calls this item a test. Correct the type of its resource.", null, path));
        else if (root.Name.LocalName is "assessmentTest" or "assessmentSection")
            In(path, () => new QtiTest(file).Read(item => ReadReferenced(item, manifest)));
        else
            In(path, () => ReadFile(file));
    }

    /// <summary>Reads an item that a test refers to.</summary>
    void ReadReferenced(string path, QtiManifest manifest)
    {
        if (manifest.Files.FirstOrDefault(listed => listed.Path == path) is { Path: not null } listed)
            ReadListed(path, listed.Kind, manifest);
        else if (read.Add(path))
            In(path, () => builder.Reject("The manifest does not list this item of the test. Add it to the manifest.", null, path));
    }

    void ReadWithoutManifest()
    {
        builder.Notice("The archive has no imsmanifest.xml. All questions in its XML files are read.");
        var any = false;
        foreach (var path in archive.Names.Where(IsXml))
        {
            if (Load(path, builder) is not { } root || !IsQuestions(root))
                continue;
            any = true;
            In(path, () => ReadFile(new QtiFile(path, root, archive, builder)));
        }

        if (!any)
            builder.Fail("The archive has no QTI questions. Upload a QTI package, or unpack other formats and upload the file inside.");
    }

    void ReadFile(QtiFile file)
    {
        switch (file.Root.Name.LocalName)
        {
            case "assessmentItem":
                new QtiItem(file).Read();
                break;
            case "questestinterop":
                new QtiOneReader(file).Read();
                break;
            case "assessmentTest" or "assessmentSection" or "manifest":
                builder.Fail("This file only refers to its items. Upload the package (zip) that contains them.");
                break;
            case var root:
                builder.Fail(
                    $"The root element <{root}> is neither Moodle XML nor QTI. Export the questions as Moodle XML or QTI.",
                    XmlSource.LineOf(file.Root)
                );
                break;
        }
    }

    static bool IsQuestions(XElement root) => root.Name.LocalName is "assessmentItem" or "questestinterop";

    static bool IsXml(string path) => path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an entry of the archive; null after the problem was reported.</summary>
    XElement? Load(string path, DraftBuilder reporter)
    {
        var before = reporter.File;
        reporter.File = $"{name}/{path}";
        var root = XmlSource.Load(archive.Find(path)!, reporter);
        reporter.File = before;
        if (root is not null)
            QtiXml.Normalise(root);
        return root;
    }

    /// <summary>Runs an action whose problems belong to an entry of the archive.</summary>
    void In(string path, Action action)
    {
        var before = builder.File;
        builder.File = $"{name}/{path}";
        action();
        builder.File = before;
    }
}
