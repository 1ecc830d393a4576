using Proctoring.Core.Exams;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

// The list of questions: add, copy, move and remove.
public sealed partial class EditExamPage
{
    /// <summary>Names the question by its number on the page instead of its place in the data.</summary>
    static string NameOf(QuestionForm question)
    {
        var text = question.Title.Length > 0 ? question.Title : ExamMarkdown.Plain(question.Text).ReplaceLineEndings(" ");
        return text.Length == 0 ? "New question" : TextCharacters.Shortened(text, 60);
    }

    void Add()
    {
        selected = new QuestionForm { Section = selected?.Section ?? "" };
        form!.Questions.Add(selected);
        Changed();
    }

    void Copy()
    {
        var copy = QuestionForm.Of(selected!.ToContent());
        form!.Questions.Insert(form.Questions.IndexOf(selected) + 1, copy);
        selected = copy;
        Changed();
    }

    void Move(int places)
    {
        var from = form!.Questions.IndexOf(selected!);
        form.Questions.RemoveAt(from);
        form.Questions.Insert(from + places, selected!);
        Changed();
    }

    void Remove()
    {
        var removed = selected!;
        var at = form!.Questions.IndexOf(removed);
        form.Questions.RemoveAt(at);
        selected = form.Questions.ElementAtOrDefault(Math.Min(at, form.Questions.Count - 1));
        Changed();
        Snackbar.Add(
            "The question was removed.",
            MudBlazor.Severity.Normal,
            options =>
            {
                options.Action = "Undo";
                options.OnClick = _ =>
                    InvokeAsync(() =>
                    {
                        form.Questions.Insert(Math.Min(at, form.Questions.Count), removed);
                        selected = removed;
                        Changed();
                        StateHasChanged();
                    });
            }
        );
    }
}
