// The vocabulary as a list: every event type in a fixed order, and the canonical order of facts of
// equal time.

public import DaybookCoding

/// Every event type of the vocabulary.
public enum Vocabulary {
    /// The event types, in an order that only grows at its end.
    public static let types: [any Event.Type] = [
        VisitorSeen.self, VisitorIdled.self, VisitorTurnedToLeave.self, VisitorHitError.self,
        VisitorAskedForHelp.self, VisitorValueSignalled.self, VisitorScored.self,
        SessionStarted.self, SessionEnded.self, PageViewed.self, PageLeft.self,
        ProductViewed.self, ProductListed.self, ProductSelected.self, ProductDescribed.self,
        ConversationOpened.self, ConversationWaiting.self, ConversationSnoozed.self,
        ConversationResumed.self, ConversationResolved.self, ConversationReopened.self,
        ConversationClosed.self, ConversationSwitchedChannel.self, ConversationFiled.self,
        ConversationMerged.self, ConversationUnmerged.self,
        ConversationClassified.self, ConversationPrioritised.self, ConversationTagged.self,
        ConversationUntagged.self, ConversationNoted.self, ConversationLinked.self,
        ConversationRated.self, ConversationFelt.self,
        ConversationJoined.self, ConversationLeft.self, ConversationAssigned.self,
        ConversationHandedOn.self, ConversationReleased.self,
        MessageSent.self, MessageEdited.self, MessageRevoked.self, MessageReacted.self,
        MessageUnreacted.self, MessageStatusChanged.self, MessageTranslated.self,
        CallOffered.self, CallAnsweredBySystem.self, CallMenuSelected.self, CallRang.self,
        CallRingCancelled.self, CallRingUnanswered.self, CallConnected.self, CallVoicemailLeft.self,
        CallEnded.self,
        CallPartyJoined.self, CallPartyLeft.self, CallTransferred.self, CallConsulted.self,
        CallSupervised.self, CallJoinedLegs.self,
        CallHeld.self, CallUnheld.self, CallMuted.self, CallUnmuted.self, CallVideoOn.self,
        CallVideoOff.self, CallScreenShared.self, CallScreenUnshared.self,
        CallRecordingStarted.self, CallRecordingStopped.self, CallTranscribed.self,
        CallMeasured.self,
        AgentRegistered.self, AgentSkilled.self, AgentJoinedQueue.self, AgentLeftQueue.self,
        AgentCapacitySet.self, AgentScheduled.self,
        AgentLoggedIn.self, AgentLoggedOut.self, AgentBecameAvailable.self,
        AgentBecameUnavailable.self, AgentWillBecomeUnavailable.self, AgentLost.self,
        AgentFound.self, AgentWrappingUp.self, AgentWrappedUp.self,
        QueueDefined.self, QueueEntered.self, QueuePositionTold.self, QueueRelaxed.self,
        QueueMoved.self, QueueLeft.self, QueueRejoined.self,
        CartCreated.self, CartItemAdded.self, CartItemRemoved.self, CartQuantitySet.self,
        CartCouponApplied.self, CheckoutStarted.self, CheckoutStepViewed.self,
        CheckoutStepCompleted.self,
        OrderPlaced.self, OrderConfirmed.self, OrderEdited.self, OrderNoted.self,
        OrderCancelled.self, OrderCompleted.self,
        PaymentRequested.self, PaymentNeedsAction.self, PaymentAuthorised.self,
        PaymentCaptured.self, PaymentFailed.self, PaymentVoided.self, PaymentRefunded.self,
        PaymentChargedBack.self,
        ForeignRecorded.self,
        SearchPerformed.self, PromotionViewed.self, PromotionClicked.self, AdClicked.self,
        CampaignDefined.self, EngagementEligible.self, EngagementHeldOut.self,
        EngagementSuppressed.self, EngagementOffered.self, EngagementShown.self,
        EngagementAccepted.self, EngagementDismissed.self, EngagementExpired.self,
        IdentityLinked.self, IdentityUnlinked.self, PersonMerged.self, PersonUnmerged.self,
        PersonDescribed.self, PersonReachedAt.self, PersonSegmented.self,
        CallbackRequested.self, CallbackScheduled.self, CallbackAttempted.self,
        CallbackCompleted.self, CallbackFailed.self,
        CobrowseRequested.self, CobrowseConsented.self, CobrowseRefused.self, CobrowseStarted.self,
        CobrowseEnded.self, CobrowseNavigated.self, CobrowseFieldMasked.self,
        CobrowseControlRequested.self, CobrowseControlGranted.self, CobrowseControlRefused.self,
        FormViewed.self, FormStarted.self, FormAbandoned.self, FormSubmitted.self,
        ReviewSubmitted.self, ReviewAnswered.self, PostPublished.self, PostCommented.self,
        ContestEntered.self,
        BotStarted.self, BotRecognised.self, BotFailedToUnderstand.self, BotAnswered.self,
        BotSurveyed.self, BotTookOrder.self, BotRequestedPayment.self, BotHandedOver.self,
        BotFinished.self,
        OfferMade.self, OfferAccepted.self, OfferRejected.self, OfferTimedOut.self,
        OfferRescinded.self, OfferWithdrawn.self, OfferFailed.self,
        RoutingPolicyDefined.self, RoutingDecided.self, ModelDefined.self, CalendarDefined.self,
        SLADefined.self, SLAApplied.self, SLARemoved.self,
        ShipmentCreated.self, ShipmentSent.self, ShipmentDelivered.self, ShipmentFailed.self,
        ShipmentCancelled.self,
        ReturnRequested.self, ReturnApproved.self, ReturnRejected.self, ReturnReceived.self,
        ReturnCancelled.self, ReturnClosed.self,
        InvoiceIssued.self, CreditIssued.self, RateSet.self,
        ConsentChanged.self, ContactPreferenceSet.self, RecordingConsentChanged.self,
        ErasureRequested.self, ErasureCompleted.self, RetentionApplied.self, RecordViewed.self,
        HoldPlaced.self, HoldLifted.self,
        ChannelDefined.self, SourceStarted.self, ClockMeasured.self, FactCorrected.self,
    ]

    /// Declares every event type, in order.
    ///
    /// - Throws: `CodingError` if the catalog holds a type or an entity that contradicts the
    ///   vocabulary's of the same name; give the service's own one another name.
    public static func declare(in catalog: Catalog) throws(CodingError) {
        for type in types { _ = try catalog.number(of: type) }
    }

    /// The rank of a type in canonical order: of facts that agree in time, source and ordinal,
    /// the one of the smaller rank counts as the earlier.
    ///
    /// The last part of the name decides: opened, offered, entered, rang, left, assigned,
    /// connected, held, unheld, any other, transferred, ended, wrapping (up), wrapped (up),
    /// resolved, closed. Any other happens while the matter is under way, hence its place.
    public static func rank(ofType name: String) -> UInt8 {
        let bytes = name.utf8
        let start = bytes.lastIndex(of: UInt8(ascii: ".")).map(bytes.index(after:))
        return switch name[(start ?? bytes.startIndex)...] {
        case "opened": 1
        case "offered": 2
        case "entered": 3
        case "rang": 4
        case "left": 5
        case "assigned": 6
        case "connected": 7
        case "held": 8
        case "unheld": 9
        case "transferred": 11
        case "ended": 12
        case "wrapping", "wrapping_up": 13
        case "wrapped", "wrapped_up": 14
        case "resolved": 15
        case "closed": 16
        default: 10
        }
    }
}
