using System.Text.RegularExpressions;
using Proctoring.Core.Authoring;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Imports files that other systems wrote. They are not part of the repository; without them the tests are skipped.</summary>
public sealed class RealFileTests(ITestOutputHelper output)
{
    static readonly string Folder = Path.GetFullPath(Path.Combine(TestFolders.Root, "..", "shared", "importdata"));

    /// <summary>The file, the format, and how many questions are accepted and rejected.</summary>
    public static TheoryData<string, ImportFormat, int, int> Files { get; } =
        new()
        {
            { "gift/moodle-examples.txt", ImportFormat.Gift, 43, 0 },
            { "gift/moodle-windows-1252.gift.txt", ImportFormat.Gift, 3, 0 },
            { "gift/qas-all.gift", ImportFormat.Gift, 21, 1 },
            { "gift/guestquiz-level3.sgift", ImportFormat.Gift, 9, 0 },
            { "gift/unescaped-characters.gift", ImportFormat.Gift, 0, 1 },
            { "moodle-xml/qas-all.xml", ImportFormat.MoodleXml, 17, 8 },
            { "moodle-xml/multichoice-media.xml", ImportFormat.MoodleXml, 1, 0 },
            { "moodle-xml/broken-cloze.xml", ImportFormat.MoodleXml, 0, 5 },
            { "moodle-xml/old-image-tag.xml", ImportFormat.MoodleXml, 2, 0 },
            { "moodle-xml/gapfill-ja.xml", ImportFormat.MoodleXml, 0, 3 },
            { "moodle-xml/formulas.xml", ImportFormat.MoodleXml, 0, 26 },
            { "moodle-xml/pictures-as-answers.xml", ImportFormat.MoodleXml, 3, 0 },
            { "qti/bb8.imscc", ImportFormat.Qti, 17, 6 },
            { "qti/canvas-respondus.zip", ImportFormat.Qti, 9, 1 },
            { "qti/interaction-mix-de.zip", ImportFormat.Qti, 12, 1 },
            { "qti/qti3-dutch-biology.zip", ImportFormat.Qti, 8, 2 },
            { "qti/bad-mix.zip", ImportFormat.Qti, 1, 8 },
            { "qti/truncated.zip", ImportFormat.Qti, 0, 0 },
            { "qti/zip-slip.zip", ImportFormat.Qti, 0, 0 },
            { "qti/choice-ruby-ja.xml", ImportFormat.Qti, 1, 0 },
            { "qti/choice-multiple-rtl-he.xml", ImportFormat.Qti, 1, 0 },
            { "csv/multichoice-zh.csv", ImportFormat.Csv, 6, 0 },
            { "csv/office-mcq-en.csv", ImportFormat.Csv, 700, 5 },
            { "csv/preguntas-latin1.csv", ImportFormat.Csv, 8, 0 },
            { "csv/kahoot.csv", ImportFormat.Csv, 5, 0 },
            { "aiken/hebrew-english.txt", ImportFormat.Aiken, 2, 1 },
            { "aiken/moodle-aiken-errors.txt", ImportFormat.Aiken, 3, 3 },
            { "aiken/extended-es-en.txt", ImportFormat.Aiken, 3, 16 },
            { "aiken/qas-aiken.txt", ImportFormat.Aiken, 5, 0 },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_gives_the_expected_questions(string name, ImportFormat format, int accepted, int rejected)
    {
        var result = Read(name);

        Assert.Equal(format, result.Format);
        Assert.Equal((accepted, rejected), (result.Accepted, result.Rejected));
        // Every problem says where it is.
        Assert.All(
            result.Problems.Where(problem => problem.Severity == ImportSeverity.Question),
            problem => Assert.True(problem.Line is not null || problem.Item is not null, problem.ToString())
        );
        var errors = ExamContentCheck.Problems(result.Content with { Title = "Any", Slug = "any" });
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("qti/truncated.zip")]
    [InlineData("qti/zip-slip.zip")]
    public void A_damaged_or_hostile_archive_has_one_clear_error(string name) =>
        Assert.Equal(ImportSeverity.File, Assert.Single(Read(name).Problems).Severity);

    [Theory]
    [MemberData(nameof(Files))]
    public void No_text_refers_to_a_picture_that_is_missing(string name, ImportFormat format, int accepted, int rejected)
    {
        _ = (format, accepted, rejected);
        var content = Read(name).Content;
        var files = content.Files.Select(file => file.Sha256).ToHashSet();
        foreach (var question in content.Questions)
        {
            var references = Regex.Matches($"{question.Text} {question.Body} {question.Explanation}", "file:([0-9a-f]{64})");
            Assert.All(references, reference => Assert.Contains(reference.Groups[1].Value, files));
            Assert.DoesNotContain("PLUGINFILE", question.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("data:image", question.Text, StringComparison.Ordinal);
        }
    }

    ImportResult Read(string name)
    {
        var path = Path.Combine(Folder, name);
        Assert.SkipUnless(File.Exists(path), $"{path} is missing: the files of other systems are not part of the repository.");
        var result = ExamImport.Read(Path.GetFileName(path), File.ReadAllBytes(path));
        foreach (var problem in result.Problems)
            output.WriteLine($"{problem.Severity}: {problem}");
        return result;
    }
}
