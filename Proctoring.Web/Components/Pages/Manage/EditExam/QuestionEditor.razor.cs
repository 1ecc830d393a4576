using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Texts;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>Edits a question, with a preview of its text.</summary>
public sealed partial class QuestionEditor
{
    string? problem;
    ElementReference place;

    [Parameter, EditorRequired]
    public QuestionForm Question { get; set; } = null!;

    /// <summary>The pictures of the exam; uploads are added.</summary>
    [Parameter, EditorRequired]
    public List<ExamFileContent> Files { get; set; } = [];

    /// <summary>The language of the exam.</summary>
    [Parameter]
    public string? Language { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    string Preview => MarkdownPreview.Html(Question.Text, Files);

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    protected override Task OnAfterRenderAsync(bool firstRender) =>
        FormulaScript.HasFormulas(Preview) ? FormulaScript.DrawAsync(Browser, place) : Task.CompletedTask;

    Task Changed() => OnChange.InvokeAsync();

    async Task AddPictureAsync(IBrowserFile? upload)
    {
        problem = null;
        if (upload is null)
            return;
        if (upload.Size > ExamContentCheck.LargestFile)
        {
            problem = $"The picture is larger than {ExamContentCheck.LargestFile / 1_000_000} MB. Make it smaller.";
            return;
        }

        try
        {
            using var memory = new MemoryStream();
            await using (var stream = upload.OpenReadStream(ExamContentCheck.LargestFile))
                await stream.CopyToAsync(memory);
            var files = new DraftFiles();
            var reference = files.Add(upload.Name, memory.ToArray(), out problem);
            if (reference is null)
                return;
            if (Files.TrueForAll(file => file.Sha256 != files.All[0].Sha256))
                Files.Add(files.All[0]);
            Question.Text = $"{Question.Text}\n\n![{Path.GetFileNameWithoutExtension(upload.Name)}]({reference})".TrimStart();
            await Changed();
        }
        catch (IOException)
        {
            problem = "The upload was interrupted. Choose the picture again.";
        }
    }
}
