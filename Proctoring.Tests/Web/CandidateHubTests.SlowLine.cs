using Microsoft.AspNetCore.SignalR.Client;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>A page on a slow line sends its pictures in pieces and packs its sound.</summary>
public sealed partial class CandidateHubTests
{
    [Fact]
    public async Task A_slow_lines_pieces_are_a_frame_only_if_all_arrive_and_packed_sound_is_sound()
    {
        var (access, hub) = await JoinAsync();
        await hub.InvokeAsync<ReferenceReply>("TakeReference", Astronaut);
        Assert.Equal("not_running", (await SendPiecesAsync(hub, Astronaut, 1)).Refused);
        await app.Get<SessionOpener>().StartAsync(access, default);
        Assert.True((await hub.InvokeAsync<JoinReply>("Join", access.SessionId.ToString(), access.Token, true, null)).Pieces);

        Assert.Equal(new FrameAck(2, 500, null), await SendPiecesAsync(hub, Astronaut, 2));
        // A picture that is not completed is dropped, with its pieces, when the next one begins.
        Assert.Null((await hub.InvokeAsync<FrameAck>("FramePiece", Astronaut[..5000], 0, Astronaut.Length, 3)).Refused);
        Assert.Equal(new FrameAck(4, 500, null), await SendPiecesAsync(hub, Astronaut, 4));
        Assert.Null((await hub.InvokeAsync<FrameAck>("FramePiece", Astronaut[..5000], 0, Astronaut.Length, 5)).Refused);
        Assert.Equal("malformed", (await hub.InvokeAsync<FrameAck>("FramePiece", Astronaut[..9], 5001, Astronaut.Length, 5)).Refused);
        Assert.Equal("malformed", (await hub.InvokeAsync<FrameAck>("FramePiece", null, 0, 5000, 6)).Refused);
        Assert.Equal("malformed", (await hub.InvokeAsync<FrameAck>("FramePiece", Astronaut[..9], 0, 600 * 1024, 7)).Refused);
        Assert.Equal("not_an_image", (await SendPiecesAsync(hub, new byte[9000], 8)).Refused);
        Assert.Equal("malformed", await hub.InvokeAsync<string?>("ScreenPiece", Astronaut[..9], 1, 20));
        Assert.Equal("not_wanted", await hub.InvokeAsync<string?>("ScreenPiece", Astronaut, 0, Astronaut.Length));

        Assert.Equal(new SoundAck(1, null), await hub.InvokeAsync<SoundAck>("PackedSound", new SoundPacker().Pack(new byte[16_000]), 1));
        Assert.Equal("malformed", (await hub.InvokeAsync<SoundAck>("PackedSound", null, 2)).Refused);
        Assert.Equal("malformed", (await hub.InvokeAsync<SoundAck>("PackedSound", new byte[] { 0, 0, 99, 0, 1 }, 3)).Refused);
        Assert.Equal("malformed", (await hub.InvokeAsync<SoundAck>("PackedSound", new byte[16 * 1024 + 5], 4)).Refused);
        var stranger = await ConnectAsync();
        Assert.Equal("not_joined", (await stranger.InvokeAsync<FrameAck>("FramePiece", Astronaut[..900], 0, 1000, 1)).Refused);
        Assert.Equal("not_joined", (await stranger.InvokeAsync<SoundAck>("PackedSound", new byte[8], 1)).Refused);

        var report = await app.Get<SessionCloser>().SubmitAsync(access, null, default);
        // One of the two frames may have replaced the other before it was read.
        Assert.InRange(report!.FramesRead, 1, 2);
        // Three pieces that did not fit, and a picture that is none.
        Assert.Equal(4, report.FramesRefused);
    }

    /// <summary>Sends a frame as a page does on a slow line. Returns the answer to the last piece.</summary>
    static async Task<FrameAck> SendPiecesAsync(HubConnection hub, byte[] jpeg, int seq)
    {
        const int size = 5000;
        List<Task<FrameAck>> answers = [];
        for (var offset = 0; offset < jpeg.Length; offset += size)
        {
            var piece = jpeg[offset..Math.Min(jpeg.Length, offset + size)];
            answers.Add(hub.InvokeAsync<FrameAck>("FramePiece", piece, offset, jpeg.Length, seq));
        }

        return (await Task.WhenAll(answers))[^1];
    }
}
