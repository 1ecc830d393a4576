using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What is watched, what is kept and who sees it, with the box to agree.</summary>
public sealed partial class ConsentNotice
{
    /// <summary>The frame that we are in; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    [Parameter]
    public bool Agreed { get; set; }

    [Parameter]
    public EventCallback<bool> AgreedChanged { get; set; }
}
