using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Proctoring.Core.Localization;
using Proctoring.Core.Reviews;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Xunit;

namespace Proctoring.Tests.Localization;

/// <summary>A page in six languages shows no English message of an exception.</summary>
public sealed partial class RefusalOnPageTests
{
    /// <summary>The pages of Manage whose texts are all in English (record 0020).</summary>
    static readonly string[] English = ["EditExam", "ExamInvitations", "ExamList", "ImportExam", "Policies", "Webhooks"];

    /// <summary>The folders of Web with pages and downloads.</summary>
    static readonly string[] Folders = ["Components", "Reports", "Evidence", "PhoneCamera", "SetupCheck"];

    [Fact]
    public void No_page_shows_the_message_of_an_exception()
    {
        var shown =
            from folder in Folders
            from path in Sources("Proctoring.Web", folder)
            where !Array.Exists(English, page => page == Path.GetFileName(Path.GetDirectoryName(path)))
            let text = File.ReadAllText(path)
            let caught = Caught().Matches(text).Select(match => match.Groups[1].Value)
            where
                text.Contains("RefusalText.", StringComparison.Ordinal)
                || caught.Any(name => Regex.IsMatch(text, $@"\b{name}\.(GetBaseException\(\)\.)?Message\b"))
            select Path.GetFileName(path);

        Assert.Empty(shown);
    }

    /// <summary>A plain exception would become "check your entries" on the page. Regrades are also started by a command, and their page
    /// has its own text.</summary>
    [Fact]
    public void The_acts_of_reviewers_and_proctors_refuse_with_a_text_for_the_page() =>
        Assert.DoesNotContain(
            Sources("Proctoring.Core", "Reviews").Where(path => Path.GetFileName(Path.GetDirectoryName(path)) != "Regrading"),
            path => File.ReadAllText(path).Contains("new ValidationException(", StringComparison.Ordinal)
        );

    [Fact]
    public void A_plain_answer_to_a_browser_is_a_text_of_the_resources() =>
        Assert.DoesNotContain(Sources("Proctoring.Web", "Reports"), path => PlainText().IsMatch(File.ReadAllText(path)));

    [Theory]
    [InlineData("en", "Reason is required.", "The server does not accept an entry; check your entries.")]
    [InlineData("hi", "कारण ज़रूरी है।", "सर्वर एक प्रविष्टि स्वीकार नहीं करता; अपनी प्रविष्टियाँ जाँचें।")]
    [InlineData("de", "Ein Grund ist erforderlich.", "Der Server nimmt eine Eingabe nicht an; prüfen Sie Ihre Eingaben.")]
    public void A_refusal_is_shown_in_the_language_of_the_viewer(string code, string sentence, string unknown)
    {
        using var language = new SpeakIn(code);

        var refusal = Assert.Throws<ShownRefusalException>(() => TextLimits.Required(" ", "reason", 10));

        Assert.Equal(sentence, RefusalOnPage.Sentence(refusal));
        Assert.Equal(unknown, RefusalOnPage.Sentence(new ValidationException("student_id: is required")));
    }

    static IEnumerable<string> Sources(string project, string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(TestFolders.Root, project, folder), "*.*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".razor");

    [GeneratedRegex(@"catch \([\w.]+ (\w+)\)")]
    private static partial Regex Caught();

    /// <summary>A sentence in the code as the answer.</summary>
    [GeneratedRegex(@"Results\.Text\(\s*\$?""|Results\.Text\(\s*[A-Z]\w+,")]
    private static partial Regex PlainText();
}
