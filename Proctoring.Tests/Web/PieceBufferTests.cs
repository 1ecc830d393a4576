using Proctoring.Core.Sessions.Running;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Tests the pictures that arrive in pieces: complete and in order, or not at all, with bounds for everything.</summary>
public sealed class PieceBufferTests
{
    static readonly byte[] Picture = [.. Enumerable.Range(0, 100).Select(index => (byte)index)];

    readonly PieceBuffer pieces = new();

    [Fact]
    public void Pieces_in_their_order_become_the_picture_and_the_next_picture_begins()
    {
        for (var round = 0; round < 2; round++)
        {
            Assert.Null(Add(0, 40, out var none));
            Assert.Null(none);
            Assert.True(pieces.Begun);
            Assert.Null(Add(40, 40, out _));
            Assert.Null(Add(80, 20, out var complete));
            Assert.Equal(Picture, complete);
            Assert.False(pieces.Begun);
        }
    }

    [Fact]
    public void A_picture_of_one_piece_is_complete_at_once()
    {
        Assert.Null(Add(0, 100, out var complete));
        Assert.Equal(Picture, complete);
    }

    [Fact]
    public void A_new_picture_replaces_one_that_was_not_completed()
    {
        Assert.Null(Add(0, 40, out _));
        Assert.Null(pieces.Add(new byte[5], 0, 10, out _));
        Assert.Null(pieces.Add(new byte[5], 5, 10, out var complete));
        Assert.Equal(new byte[10], complete);
    }

    [Theory]
    [InlineData(50, 10, 100)] // a gap
    [InlineData(30, 10, 100)] // twice
    [InlineData(-1, 10, 100)]
    [InlineData(40, 10, 90)] // another length
    [InlineData(40, 61, 100)] // more than its length
    [InlineData(40, 0, 100)]
    [InlineData(0, 10, 0)]
    [InlineData(0, 10, -1)]
    [InlineData(0, 10, 9)]
    [InlineData(int.MaxValue, 10, 100)]
    public void A_piece_that_does_not_fit_is_refused_and_drops_the_picture(int offset, int bytes, int length)
    {
        Assert.Null(Add(0, 40, out _));

        Assert.Equal(Refusal.Malformed, pieces.Add(new byte[bytes], offset, length, out var complete));

        Assert.Null(complete);
        Assert.False(pieces.Begun);
        Assert.Equal(Refusal.Malformed, Add(40, 40, out _));
    }

    [Fact]
    public void A_picture_has_a_largest_size_and_a_largest_number_of_pieces()
    {
        Assert.Equal(Refusal.TooLarge, pieces.Add(new byte[10], 0, CandidateHubLimits.MaximumFrameBytes + 1, out _));
        Assert.Equal(Refusal.TooLarge, pieces.Add(new byte[10], 0, int.MaxValue, out _));
        for (var count = 0; count < PieceBuffer.MostPieces; count++)
            Assert.Null(pieces.Add(new byte[1], count, CandidateHubLimits.MaximumFrameBytes, out _));
        Assert.Equal(
            Refusal.Malformed,
            pieces.Add(new byte[1], PieceBuffer.MostPieces, CandidateHubLimits.MaximumFrameBytes, out _)
        );
    }

    Refusal? Add(int offset, int bytes, out byte[]? complete) =>
        pieces.Add(Picture.AsSpan(offset, bytes), offset, Picture.Length, out complete);
}
