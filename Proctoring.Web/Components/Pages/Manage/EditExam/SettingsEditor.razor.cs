using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>Edits an exam without its questions.</summary>
public sealed partial class SettingsEditor
{
    [Parameter, EditorRequired]
    public ExamForm Form { get; set; } = null!;

    /// <summary>The names of the server's policies.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Policies { get; set; } = [];

    [Parameter]
    public EventCallback OnChange { get; set; }

    Task Changed() => OnChange.InvokeAsync();

    int Size(string pool) => Form.Questions.Count(question => question.Pool.Trim() == pool);

    Task DrawAsync(string pool, int number)
    {
        Form.Draws[pool] = number;
        return Changed();
    }
}
